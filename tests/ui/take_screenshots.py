"""Takes the README's screenshots, each of the page over an index of corpus/sample:

python -m tests.ui.take_screenshots INDEX
"""

import argparse
import io
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.ui.conftest import CHROMIUM, FLAGS, WIDE, free_port, page_of, running

FOLDER = Path(__file__).with_name("screenshots")
COLOURS = 128  # enough for text on paper, and a third of the size
SHOTS = {
    "search": (f"?q={quote('医疗纠纷怎么调解')}", ".card"),
    "compare": (f"?page=compare&q={quote('医疗纠纷调解')}", "table.comparison"),
    "ask": (f"?page=ask&q={quote('各区县怎么调解医疗纠纷？')}", ".answer"),
    "archive": ("?page=archive", "table.grid"),
}


def shoot(page: Page, name: str) -> None:
    page.wait_for_timeout(800)  # the last repaint, and the scroll to the cited span
    taken = Image.open(io.BytesIO(page.screenshot()))
    taken.convert("RGB").quantize(COLOURS).save(FOLDER / f"{name}.png", optimize=True)


def shoot_all(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": WIDE[0], "height": WIDE[1]}, locale="zh-CN")
    for name, (address, shown) in SHOTS.items():
        page.goto(f"{site}/{address}")
        page.locator(shown).first.wait_for()
        shoot(page, name)
        if name == "search":
            page.get_by_role("link", name="查看原文").first.click()
            page.locator("mark.cited").first.wait_for()
            shoot(page, "report")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path, help="folder of the index")
    index = parser.parse_args().index
    port = free_port()
    api = f"http://127.0.0.1:{port}"
    FOLDER.mkdir(exist_ok=True)
    serve = ("search_api", "serve", "--index", str(index.resolve()), "--port", str(port))
    with running(*serve, ready=f"{api}/v1/status"), page_of(api) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        shoot_all(browser, site)
        browser.close()


if __name__ == "__main__":
    main()
