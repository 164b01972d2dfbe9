"""Letters to units and to all of them: 整改通知, 体检报告 and 通报, as drafts that are never signed here.

`files` writes them; `settings` says who writes.
"""
