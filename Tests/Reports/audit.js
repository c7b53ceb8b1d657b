// Runs in the page; returns [kind, text] for each problem. See check_report.py.
(() => {
  const problems = [];
  const say = (kind, text) => problems.push([kind, text]);
  const shown = (element) => {
    const text = (element.textContent || "").trim().replace(/\s+/g, " ").slice(0, 50);
    return `<${element.localName}${element.className ? ` class="${element.className}"` : ""}> ${text}`;
  };
  const isVisible = (element) => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return box.width > 1 && box.height > 1 && style.visibility !== "hidden";
  };

  document.querySelectorAll("details").forEach((details) => { details.open = true; });

  // Document.
  if (!document.documentElement.lang) say("document", "no language");
  if (!document.title.trim()) say("document", "no title");
  if (document.querySelectorAll("main").length !== 1) say("document", "not one main");
  const overflow = document.documentElement.scrollWidth - window.innerWidth;
  if (overflow > 1) say("width", `${overflow} pixels wider than the screen`);

  // Headings.
  let level = 0;
  for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    const next = Number(heading.localName[1]);
    if (next > level + 1) say("heading", `${shown(heading)} follows level ${level}`);
    if (!heading.textContent.trim()) say("heading", "an empty heading");
    level = next;
  }
  if (document.querySelectorAll("h1").length !== 1) say("heading", "not one h1");

  // Names.
  const name = (element) =>
    (element.getAttribute("aria-label") || element.textContent || "").trim()
    || [...(element.labels || [])].map((label) => label.textContent.trim()).join("");
  for (const element of document.querySelectorAll("a[href], button, summary, input, select")) {
    if (element.closest("[aria-hidden=true]")) {
      if (element.tabIndex >= 0) say("name", `${shown(element)} is hidden, and the keyboard stops there`);
    } else if (!name(element)) {
      say("name", `${shown(element)} has no name`);
    }
  }
  for (const image of document.querySelectorAll("img, svg[role=img]")) {
    const text = image.localName === "img"
      ? image.getAttribute("alt")
      : image.getAttribute("aria-label") || image.getAttribute("aria-labelledby");
    if (text === null || (text === "" && image.getAttribute("role") !== "presentation")) {
      say("alternative", `${shown(image)} has no text in its place`);
    }
  }

  // Tables.
  for (const table of document.querySelectorAll("table")) {
    const caption = table.caption ? table.caption.textContent.trim() : "";
    if (!caption && !table.getAttribute("aria-label") && !table.getAttribute("aria-labelledby")) {
      say("table", `${shown(table)} has no caption`);
    }
    if (!table.querySelector("th")) say("table", `${shown(table)} has no headers`);
    for (const header of table.querySelectorAll("th")) {
      if (!header.scope) say("table", `${shown(header)} has no scope`);
    }
  }

  // Ids.
  const ids = new Map();
  for (const element of document.querySelectorAll("[id]")) {
    ids.set(element.id, (ids.get(element.id) || 0) + 1);
  }
  for (const [id, count] of ids) if (count > 1) say("id", `${id} is used ${count} times`);
  for (const attribute of ["aria-labelledby", "aria-describedby", "for"]) {
    for (const element of document.querySelectorAll(`[${attribute}]`)) {
      for (const id of element.getAttribute(attribute).split(/\s+/)) {
        if (!ids.has(id)) say("reference", `${attribute} names ${id}, which is not there`);
      }
    }
  }
  for (const link of document.querySelectorAll("a[href^='#']")) {
    const id = link.getAttribute("href").slice(1);
    if (id && !ids.has(id) && link.textContent.trim()) say("reference", `#${id} is not there`);
  }

  // Contrast (WCAG 2.2, 1.4.3).
  const parse = (text) => {
    const numbers = (text.match(/[\d.]+/g) || []).map(Number);
    return text.startsWith("color(")
      ? [numbers[0] * 255, numbers[1] * 255, numbers[2] * 255, numbers[3] ?? 1]
      : [numbers[0], numbers[1], numbers[2], numbers[3] ?? 1];
  };
  const over = (front, back) => {
    const alpha = front[3];
    return [0, 1, 2].map((i) => front[i] * alpha + back[i] * (1 - alpha)).concat([1]);
  };
  const luminance = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const canvas = () => {
    const probe = document.createElement("div");
    probe.style.cssText = "background:Canvas;position:absolute";
    document.body.append(probe);
    const colour = parse(getComputedStyle(probe).backgroundColor);
    probe.remove();
    return colour;
  };
  const base = canvas();
  const background = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      layers.push(parse(getComputedStyle(at).backgroundColor));
      if (layers[layers.length - 1][3] === 1) break;
    }
    return layers.reduceRight((back, front) => over(front, back), base);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !isVisible(element)) continue;
    if (element.closest("script, style, svg, .hidden")) continue;
    const style = getComputedStyle(element);
    const back = background(element);
    const front = over(parse(style.color), back);
    const [light, dark] = [luminance(front), luminance(back)].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) {
      say("contrast", `${ratio.toFixed(2)} at ${shown(element)}`);
    }
  }
  // Text in pictures drawn with SVG: its fill against the page behind.
  for (const text of document.querySelectorAll("svg text")) {
    if (!isVisible(text)) continue;
    const back = background(text.closest("svg"));
    const front = over(parse(getComputedStyle(text).fill), back);
    const [light, dark] = [luminance(front), luminance(back)].sort((a, b) => b - a);
    if ((light + 0.05) / (dark + 0.05) < 4.5) say("contrast", `in a picture: ${shown(text)}`);
  }
  return problems;
})()
