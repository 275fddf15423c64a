"""Every link of the site leads somewhere, down to its anchor."""

import re
from urllib.parse import urldefrag

LINK = re.compile(r'(?:href|action)="(/[^"]*)"')
# Where only a POST leads, or where nothing is for somebody who has done nothing yet.
NOT_FOLLOWED = re.compile(r"^/(static/|accounts/my-data/|accounts/sign-out/|lessons/[a-z-]+/sections/)")


def test_every_link_leads_somewhere(anonymous, db):
    pages, anchors, waiting = {}, set(), ["/"]
    while waiting:
        place = waiting.pop()
        answer = anonymous.get(place)
        pages[place] = (answer.status_code, set(re.findall(r'\bid="([^"]+)"', answer.content.decode())))
        for link in LINK.findall(answer.content.decode()):
            address, anchor = urldefrag(link.replace("&amp;", "&"))
            anchors.add((address, anchor))
            if address not in pages and address not in waiting and not NOT_FOLLOWED.match(address):
                waiting.append(address)
    assert {place: status for place, (status, _) in pages.items() if status != 200} == {}
    assert [f"{p}#{a}" for p, a in sorted(anchors) if a and p in pages and a not in pages[p][1]] == []
