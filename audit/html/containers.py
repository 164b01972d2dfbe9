"""Where publishing systems put the body of an article: exact id and class names, most telling first.

A name is worth an entry when the system (or a family of sites) uses it for nothing but the body. Names that sites also
use for other things (content, text, con, main) are left to the measuring in `audit.html.body`.
"""

from __future__ import annotations

from lxml.html import HtmlElement

CONTAINERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("TRS", ("trs_editor", "trs_ueditor", "trs_editor_view", "trs_paper_preview", "view trs_ueditor trs_web")),
    ("UCAP", ("ucapcontent", "ucap-content")),
    ("VSB", ("vsb_content", "vsb_content_2", "vsb_content_4", "vsb_content_501", "v_news_content")),
    ("jcms", ("zoom", "bt_content", "ivs_content", "jcms_content")),
    ("easysite", ("easysitetext", "easysite-news-text", "easysite-news-content")),
    ("Epoint", ("epointcontent", "ewb-article-content", "ewb-article-info", "infodetail")),
    ("PowerEasy", ("fontzoom", "zoomcon", "peiicontent")),
    ("platform", ("custom_unionstyle", "contents_div", "article-content", "article_content", "articlecontent")),
    ("JEECMS", ("txtcontent", "newscontent", "news_content", "news-content", "contenttext", "content-text")),
    ("printing", ("printcontent", "print_content", "printarea", "printme", "textfield", "artibody", "bodylabel")),
    ("general", (
        "article-body", "article_body", "articlebody", "article-con", "article_con", "articlecon", "arc_con",
        "article-text", "articletext", "article_txt", "article-detail-content", "article-main", "articlemain",
        "content_text", "contentbody", "content_body", "content-body", "contentmain", "content_main", "contentbox",
        "info_content", "infocontent", "info-content", "showcontent", "show_content", "detail-content",
        "detail_content", "detailcontent", "details-content", "detail_body", "detail-text", "main-txt", "main_text",
        "xxgk_content", "czfxcontent", "nr_content", "wz_content", "wznr", "zw_content", "zwcontent", "zwnr", "zhengwen",
        "zw", "ccontent", "j-fontcontent", "textcontent", "text_content", "text-content", "cms_content", "cont_text",
        "pages_content", "view_content", "view-content", "newsinfo", "news_con", "newscon", "news-text", "news_text",
        "conttxt", "con_text", "content_p", "noticecontent", "dochtmlcon", "entry-content", "post-content",
    )),
)  # fmt: skip
RANK = {name: rank for rank, (_, names) in enumerate(CONTAINERS) for name in names}
FAMILY = {name: family for family, names in CONTAINERS for name in names}


def container_name(element: HtmlElement) -> str | None:
    """The known body name that `element` bears as tag, id or class, or None."""
    names = [element.tag, element.get("id") or "", *(element.get("class") or "").split()]
    known = [name.lower() for name in names if name.lower() in RANK]
    return min(known, key=RANK.__getitem__) if known else None
