"""Pages are wanted once, and columns come before lists before articles."""

from __future__ import annotations

from crawler.frontier import Frontier, Want


def want(url: str, role: str, **more: object) -> Want:
    return Want(url=f"http://a.gov.cn/{url}", role=role, **more)  # type: ignore[arg-type]


def test_columns_come_before_lists_before_articles() -> None:
    frontier = Frontier()
    for url, role in [
        ("3", "article"),
        ("2", "list"),
        ("4", "attachment"),
        ("1", "column"),
        ("0", "home"),
        ("5", "page"),
    ]:
        frontier.add(want(url, role))
    assert [one.url[-1] for one in frontier.drain()] == ["0", "1", "2", "3", "4", "5"]
    assert frontier.pop() is None


def test_a_page_is_wanted_once_whatever_its_spelling() -> None:
    frontier = Frontier()
    assert frontier.add(want("x", "article"))
    assert not frontier.add(Want(url="https://www.a.gov.cn/x", role="article"))
    assert frontier.pop() is not None
    assert not frontier.add(want("x", "column"))
    assert frontier.pop() is None


def test_a_waiting_page_is_taken_for_the_better_reason() -> None:
    frontier = Frontier()
    frontier.add(want("x", "article", columns=("新闻",)))
    assert frontier.add(want("x", "column", columns=("社会救助",)))
    assert len(frontier) == 1
    (one,) = frontier.drain()
    assert (one.role, one.columns) == ("column", ("社会救助",))


def test_of_two_mentions_the_weightier_gives_the_columns() -> None:
    frontier = Frontier()
    frontier.add(want("x", "article", columns=("通知公告",), weight=0.3, anchor="名单"))
    assert frontier.add(want("x", "article", columns=("社会救助",), weight=0.9))
    assert not frontier.add(want("x", "article", columns=("要闻",), weight=0.1))
    (one,) = frontier.drain()
    assert (one.columns, one.anchor) == (("社会救助",), "名单")


def test_the_target_of_a_redirect_may_be_another_spelling_of_the_same_page() -> None:
    frontier = Frontier()
    frontier.add(want("x", "home"))
    frontier.pop()
    frontier.follow(Want(url="https://www.a.gov.cn/x", role="home", hops=1))
    assert [one.hops for one in frontier.drain()] == [1]
    assert frontier.seen("http://a.gov.cn/x")
