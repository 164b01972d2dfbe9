"""Bounces as mail servers really write them: the same two facts are found in each, or the reason why not."""

from __future__ import annotations

import base64
import time

import pytest

from output.mail.bounces import Notice, Unread, notices

IDENTITY, ADDRESS = "<gongkai.abc@city.example>", "mzj@unit.example"
RETURNED = f"""\
Received: from gk (gk [10.0.0.5]) by mail.city.example; Mon, 24 Nov 2026 09:00:00 +0800
From: =?utf-8?b?5pS/5Yqh5YWs5byA5Yqe?= <office@city.example>
To: {ADDRESS}
Subject: =?utf-8?b?5qOA5p+l5oOF5Ya1?=
Message-ID: {IDENTITY}
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"

See the list.
"""
POSTFIX = f"""\
Return-Path: <>
Received: by mail.city.example (Postfix) id 4F1B2C3; Mon, 24 Nov 2026 09:00:02 +0800 (CST)
From: MAILER-DAEMON@mail.city.example (Mail Delivery System)
To: office@city.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="9A7.1764/mail.city.example"
Content-Transfer-Encoding: 8bit

This is a MIME-encapsulated message.

--9A7.1764/mail.city.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

<{ADDRESS}>: host mx.unit.example[192.0.2.7] said: 550 5.1.1 User unknown
    (in reply to RCPT TO command)

--9A7.1764/mail.city.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.city.example
X-Postfix-Queue-ID: 9A7
X-Postfix-Sender: rfc822; office@city.example
Arrival-Date: Mon, 24 Nov 2026 09:00:01 +0800 (CST)

Final-Recipient: rfc822; {ADDRESS}
Original-Recipient: rfc822;{ADDRESS}
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.unit.example
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--9A7.1764/mail.city.example
Content-Description: Undelivered Message
Content-Type: message/rfc822
Content-Transfer-Encoding: 8bit

{RETURNED}
--9A7.1764/mail.city.example--
"""
POSTFIX_UTF8 = (
    POSTFIX.replace("message/delivery-status", "message/global-delivery-status")
    .replace("message/rfc822", "message/global")
    .replace("Final-Recipient: rfc822;", "Final-Recipient: utf-8;")
)
POSTFIX_HEADERS = POSTFIX.replace("message/rfc822", "text/rfc822-headers").replace("Undelivered Message\n", "Headers\n")
EXIM = f"""\
Return-path: <>
From: Mail Delivery System <Mailer-Daemon@mx.unit.example>
To: office@city.example
X-Failed-Recipients: {ADDRESS}
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary=1764-eximdsn-17
MIME-Version: 1.0
Subject: Mail delivery failed: returning message to sender

--1764-eximdsn-17
Content-type: text/plain; charset=us-ascii

This message was created automatically by mail delivery software.

  {ADDRESS}
    Unrouteable address

--1764-eximdsn-17
Content-type: message/delivery-status

Reporting-MTA: dns; mx.unit.example

Action: failed
Final-Recipient: rfc822;{ADDRESS}
Status: 5.0.0

--1764-eximdsn-17
Content-type: message/rfc822

{RETURNED}
--1764-eximdsn-17--
"""
EXIM_OLD = f"""\
From: Mail Delivery System <Mailer-Daemon@mx.unit.example>
To: office@city.example
X-Failed-Recipients: {ADDRESS},
  other@unit.example
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.
A message that you sent could not be delivered to one or more of its recipients.

  {ADDRESS}
    SMTP error from remote mail server after RCPT TO:<{ADDRESS}>:
    550 5.1.1 no such mailbox

------ This is a copy of the message, including all the headers. ------

{RETURNED}"""
QQ_WORDS = (
    "<html><body><p>很抱歉您发送的邮件被退回，以下是该邮件的相关信息：</p><table><tr><td>被退回邮件</td>"
    "<td>主 题：检查情况<br/>时 间：2026-11-24 09:00:00</td></tr><tr><td colspan='2'>"
    f"无法发送到 {ADDRESS}</td></tr><tr><td>退信原因</td><td>收件人邮件地址不存在<br/>550 Mailbox not found</td></tr>"
    "<tr><td>解决方案</td><td>请核对 help@qq.com 的说明</td></tr></table></body></html>"
)


def in_words(words: str, charset: str = "utf-8", sender: str = "PostMaster@qq.com", returned: str = RETURNED) -> str:
    """A bounce in HTML with the mail hung on as mail.eml, as QQ mail writes it."""
    body = base64.encodebytes(words.encode(charset)).decode()
    eml = base64.encodebytes(returned.encode()).decode()
    return f"""\
From: "PostMaster" <{sender}>
To: "office" <office@city.example>
Subject: =?gb18030?B?wLTX1HFxLmNvbbXEzcvQxQ==?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="----=_NextPart_1"

------=_NextPart_1
Content-Type: text/html; charset="{charset}"
Content-Transfer-Encoding: base64

{body}
------=_NextPart_1
Content-Type: application/octet-stream; charset="{charset}"; name="mail.eml"
Content-Disposition: attachment; filename="mail.eml"
Content-Transfer-Encoding: base64

{eml}
------=_NextPart_1--
"""


NETEASE_WORDS = (
    "<p>抱歉，您的邮件被退回来了……</p><p>原邮件信息：时间 2026-11-24 09:00:00 主题：检查情况</p>"
    f"<p>收件人：{ADDRESS}</p><p>退信原因：SMTP error, RCPT TO: Host unit.example said 550 User not found</p><p>建议解决方案：核对地址</p>"
)
NETEASE = in_words(NETEASE_WORDS, "gbk", "Postmaster@163.com")
NETEASE_REPORT = POSTFIX.replace("text/plain; charset=us-ascii", "text/html; charset=gbk").replace(
    "MAILER-DAEMON@mail.city.example", "Postmaster@126.com"
)


def read(raw: str, encoding: str = "utf-8") -> list[Notice | Unread]:
    return list(notices("x", raw.encode(encoding)))


@pytest.mark.parametrize(
    ("raw", "status", "text"),
    [
        (POSTFIX, "5.1.1", "smtp; 550 5.1.1 User unknown"),
        (POSTFIX_UTF8, "5.1.1", "smtp; 550 5.1.1 User unknown"),
        (POSTFIX_HEADERS, "5.1.1", "smtp; 550 5.1.1 User unknown"),
        (POSTFIX.replace("\n", "\r\n"), "5.1.1", "smtp; 550 5.1.1 User unknown"),
        (EXIM, "5.0.0", ""),
        (in_words(QQ_WORDS), "", "收件人邮件地址不存在 550 Mailbox not found"),
        (in_words(QQ_WORDS, "gb18030"), "", "收件人邮件地址不存在 550 Mailbox not found"),
        (NETEASE, "", "SMTP error, RCPT TO: Host unit.example said 550 User not found"),
        (NETEASE_REPORT, "5.1.1", "smtp; 550 5.1.1 User unknown"),
    ],
)  # fmt: skip
def test_each_style_names_our_message_and_its_recipient(raw: str, status: str, text: str) -> None:
    (found,) = read(raw)
    assert found == Notice(
        source="x", message_id=IDENTITY, address=ADDRESS, action="failed", status=status, text=text
    )  # fmt: skip


def test_older_exim_names_several_in_a_header() -> None:
    found = read(EXIM_OLD)
    assert [(one.message_id, one.address, one.status) for one in found if isinstance(one, Notice)] == [
        (IDENTITY, ADDRESS, "5.1.1"), (IDENTITY, "other@unit.example", "5.1.1"),
    ]  # fmt: skip


def test_a_recipient_that_was_written_otherwise_is_taken_from_the_other_field() -> None:
    (found,) = read(POSTFIX.replace(f"Original-Recipient: rfc822;{ADDRESS}", "Original-Recipient: rfc822;"))
    assert isinstance(found, Notice) and found.address == ADDRESS


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (in_words(QQ_WORDS, sender="zhang.san@unit.example"), "is no delivery status notification (multipart/report)"),
        (in_words(QQ_WORDS, returned="Subject: no identity\n\n"), "does not say which message it speaks of"),
        (in_words(f"<p>{ADDRESS} 已收到您的邮件</p>"), "does not say that the mail could not be delivered"),
        (in_words(f"<p>退信：{ADDRESS} 延迟投递，系统仍将继续尝试</p>"), "does not say that the mail could not be delivered"),
        (in_words("<p>您的邮件被退回</p>"), "names no recipient"),
        (in_words(f"<p>邮件被退回，收件人：{ADDRESS}、other@unit.example</p>"),
         "names several addresses, and not which of them got nothing: read it yourself"),
    ],
)  # fmt: skip
def test_words_that_leave_a_doubt_are_left_to_a_person(raw: str, why: str) -> None:
    assert read(raw) == [Unread("x", why)]


def test_hostile_words_are_read_quickly() -> None:
    began = time.process_time()
    for words in (
        "<" * 200_000,
        "a@" * 100_000,
        "a" * 200_000,
        "退信原因" * 50_000,
        "550 " * 50_000,
        "<a@b.c" * 30_000,
    ):
        assert all(isinstance(one, Unread) for one in read(in_words(f"退信 {words}")))
    assert time.process_time() - began < 10
