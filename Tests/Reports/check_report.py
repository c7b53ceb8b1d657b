#!/usr/bin/env python3
"""Opens HTML reports in headless Chromium and checks what a reader needs.

    check_report.py FILE.html… [--screenshots DIR] [--chromium PROGRAM]
    check_report.py --self-test

Each page is opened at the width of a phone (390) and of a desktop (1280), light and dark, with
everything that folds unfolded. Checked are: contrast of all text (WCAG 2.2 AA), one h1 and no
skipped heading, names of links, buttons, fields and pictures, headers and captions of tables,
language and title, ids, nothing wider than the page, no request beyond the file itself, no console
message. A line a problem; exit 0: none; 1: some; 2: wrong use, or no Chromium.

--self-test checks pages that have one fault each: every one must be found, and nothing else.
Needs Python's standard library and Chromium alone.
"""

import argparse
import base64
import json
import os
import pathlib
import select
import shutil
import subprocess
import sys
import tempfile
import time

SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
SCHEMES = ("light", "dark")

AUDIT = (pathlib.Path(__file__).parent / "audit.js").read_text(encoding="utf-8")


class Browser:
  """Chromium, spoken to through its DevTools protocol over a pair of pipes."""

  def __init__(self, program):
    self.profile = tempfile.mkdtemp(prefix="check-report-")
    to_browser, self.writing = os.pipe()
    self.reading, from_browser = os.pipe()
    # Chromium reads descriptor 3 and writes descriptor 4.
    command = (
      f"exec {program!r} --headless --no-sandbox --disable-gpu --remote-debugging-pipe"
      f" --hide-scrollbars --no-first-run --disable-background-networking"
      f" --user-data-dir={self.profile!r} 3<&{to_browser} 4>&{from_browser}"
    )
    self.process = subprocess.Popen(
      ["/bin/bash", "-c", command], pass_fds=(to_browser, from_browser),
      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(to_browser)
    os.close(from_browser)
    self.buffer = b""
    self.number = 0
    self.events = []

  def send(self, method, session=None, **parameters):
    self.number += 1
    message = {"id": self.number, "method": method, "params": parameters}
    if session:
      message["sessionId"] = session
    os.write(self.writing, json.dumps(message).encode() + b"\0")
    number = self.number
    while True:
      answer = self.receive(60)
      if answer.get("id") == number:
        if "error" in answer:
          raise RuntimeError(f"{method}: {answer['error'].get('message')}")
        return answer.get("result", {})
      self.events.append(answer)

  def receive(self, seconds):
    end = time.monotonic() + seconds
    while b"\0" not in self.buffer:
      ready, _, _ = select.select([self.reading], [], [], max(0, end - time.monotonic()))
      if not ready:
        raise TimeoutError("Chromium does not answer")
      more = os.read(self.reading, 1 << 16)
      if not more:
        raise RuntimeError("Chromium has ended")
      self.buffer += more
    message, self.buffer = self.buffer.split(b"\0", 1)
    return json.loads(message)

  def wait(self, method):
    while not any(event.get("method") == method for event in self.events):
      self.events.append(self.receive(60))

  def close(self):
    try:
      self.send("Browser.close")
    except (RuntimeError, TimeoutError, OSError):
      self.process.kill()
    self.process.wait(30)
    shutil.rmtree(self.profile, ignore_errors=True)


def look(browser, page, size, scheme, screenshot):
  """The problems of one page at one size, in one colour scheme."""
  address = pathlib.Path(page).resolve().as_uri()
  width, height = SIZES[size]
  target = browser.send("Target.createTarget", url="about:blank")["targetId"]
  session = browser.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
  for domain in ("Page", "Network", "Log", "Runtime"):
    browser.send(f"{domain}.enable", session)
  browser.send(
    "Emulation.setDeviceMetricsOverride", session, width=width, height=height,
    deviceScaleFactor=1, mobile=size == "phone")
  browser.send(
    "Emulation.setEmulatedMedia", session,
    features=[{"name": "prefers-color-scheme", "value": scheme}])
  browser.events = []
  browser.send("Page.navigate", session, url=address)
  browser.wait("Page.loadEventFired")
  answer = browser.send(
    "Runtime.evaluate", session, expression=AUDIT, returnByValue=True, awaitPromise=True)
  if "exceptionDetails" in answer:
    raise RuntimeError(answer["exceptionDetails"].get("text", "the audit failed"))
  problems = [tuple(problem) for problem in answer["result"]["value"]]
  if screenshot:
    page_size = browser.send("Page.getLayoutMetrics", session)["cssContentSize"]
    # Chromium draws no picture of more than 16384 pixels.
    clip = {"x": 0, "y": 0, "width": width, "height": min(page_size["height"], 16000), "scale": 1}
    image = browser.send(
      "Page.captureScreenshot", session, captureBeyondViewport=True, clip=clip)
    pathlib.Path(screenshot).write_bytes(base64.b64decode(image["data"]))
  for event in browser.events:
    method, parameters = event.get("method"), event.get("params", {})
    if method == "Network.requestWillBeSent":
      url = parameters["request"]["url"]
      if url.split("#")[0] != address and not url.startswith("data:"):
        problems.append(("request", url))
    elif method == "Log.entryAdded":
      problems.append(("console", parameters["entry"]["text"]))
    elif method == "Runtime.consoleAPICalled":
      problems.append(("console", parameters["type"]))
    elif method == "Runtime.exceptionThrown":
      problems.append(("console", parameters["exceptionDetails"]["text"]))
  browser.send("Target.closeTarget", targetId=target)
  return problems


def check(browser, pages, screenshots):
  failed = False
  for page in pages:
    for size in SIZES:
      for scheme in SCHEMES:
        picture = None
        if screenshots:
          folder = pathlib.Path(page).resolve().parent.name
          picture = f"{screenshots}/{folder}-{pathlib.Path(page).stem}-{size}-{scheme}.png"
        problems = look(browser, page, size, scheme, picture)
        for kind, text in sorted(set(problems)):
          failed = True
          print(f"{page} ({size}, {scheme}): {kind}: {text}")
  return failed


# Each page has the one fault that it is named after.
GOOD = (
  "<h1>Title</h1><p>Text</p><table><caption>Numbers</caption><tr><th scope='col'>A</th></tr>"
  "<tr><td>1</td></tr></table>")
FAULTS = {
  "contrast": GOOD + "<p style='color:#999;background:#fff'>pale</p>",
  "heading": GOOD + "<h3>skips a level</h3>",
  "name": GOOD + "<a href='#x'></a>",
  "alternative": GOOD + "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>",
  "table": GOOD + "<table><caption>None</caption><tr><td>1</td></tr></table>",
  "id": GOOD + "<p id='a'>1</p><p id='a'>2</p>",
  "reference": GOOD + "<section aria-labelledby='nowhere'>text</section>",
  "width": GOOD + "<div style='width:3000px;height:2px'></div>",
  "request": GOOD + "<img alt='far' src='file:///nonexistent/picture.png'>",
  "console": GOOD + "<script>throw new Error('no')</script>",
}


def self_test(browser):
  failed = False
  style = "<style>:root{color-scheme:light}body{background:#fff;color:#000}</style>"
  with tempfile.TemporaryDirectory() as folder:
    for expected, body in {"nothing": GOOD, **FAULTS}.items():
      path = pathlib.Path(folder) / f"{expected}.html"
      path.write_text(
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>T</title>"
        "<meta name='viewport' content='width=device-width'>"
        f"{style}</head><body><main>{body}</main></body></html>")
      found = {kind for kind, _ in look(browser, path, "phone", "light", None)}
      if expected == "request":
        found.discard("console")  # Chromium also says that it did not find it.
      if found != ({expected} - {"nothing"}):
        failed = True
        print(f"a page with {expected}: found {sorted(found)}")
  return failed


def main():
  parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
  parser.add_argument("pages", nargs="*", metavar="FILE.html")
  parser.add_argument("--screenshots", metavar="DIR")
  parser.add_argument("--chromium", metavar="PROGRAM")
  parser.add_argument("--self-test", action="store_true")
  options = parser.parse_args()
  if not options.pages and not options.self_test:
    parser.error("no page is given")
  program = options.chromium or shutil.which("chromium") or shutil.which("google-chrome")
  if not program:
    print("no Chromium; apt-get install chromium, or name one with --chromium", file=sys.stderr)
    return 2
  for page in options.pages:
    if not os.path.isfile(page):
      print(f"{page}: no such file", file=sys.stderr)
      return 2
  if options.screenshots:
    os.makedirs(options.screenshots, exist_ok=True)
  browser = Browser(program)
  try:
    failed = self_test(browser) if options.self_test else False
    failed = check(browser, options.pages, options.screenshots) or failed
  finally:
    browser.close()
  return 1 if failed else 0


if __name__ == "__main__":
  sys.exit(main())
