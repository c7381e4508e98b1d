"""axe-core on a page as it stands: what a checker can find of what shuts people out."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """Each violation as `rule: help, at: elements`."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate("(tags) => axe.run({ runOnly: tags })", RULES)["violations"]
    return [f"{one['id']}: {one['help']}, at: {[n['target'] for n in one['nodes']]}" for one in found]
