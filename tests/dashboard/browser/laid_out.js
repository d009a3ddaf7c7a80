/* What a critical eye would see of the words on a page: those that lie on each other, and those that are cut;
   of the words in charts only where `charts` says so. */
charts => {
  const LEAST = 0.33; // of the lower of two words: lines set close touch by less
  const scrolls = style => /(auto|scroll)/.test(style.overflowX + style.overflowY);
  const hides = style => /(hidden|clip)/.test(style.overflowX + style.overflowY);

  function seen(rect, element) {
    /* What of a word is not scrolled away or hidden; null where nothing is. */
    let { left, right, top, bottom } = rect;
    for (let around = element; around; around = around.parentElement) {
      const style = getComputedStyle(around);
      if (style.position === "sticky" || style.position === "fixed") {
        return null;
      }
      if (scrolls(style) || hides(style)) {
        const box = around.getBoundingClientRect();
        left = Math.max(left, box.left), right = Math.min(right, box.right);
        top = Math.max(top, box.top), bottom = Math.min(bottom, box.bottom);
      }
    }
    return right - left > 2 && bottom - top > 2 ? { left, right, top, bottom } : null;
  }

  function cut(rect, element, text) {
    /* Whether something around a word hides a part of it, and no hint says it whole. */
    const hint = element.closest("[title]");
    if (hint && hint.title.includes(text)) {
      return false;
    }
    for (let around = element; around && around !== document.body; around = around.parentElement) {
      const style = getComputedStyle(around);
      if (scrolls(style)) {
        return false;
      }
      const box = around.getBoundingClientRect();
      if (hides(style) && (rect.right > box.right + 2 || rect.left < box.left - 2 || rect.bottom > box.bottom + 3)) {
        return true;
      }
    }
    return false;
  }

  const words = [], complaints = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement, text = node.data.trim();
    if (!charts && element instanceof SVGElement) {
      continue;
    }
    const shown = element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
    if (!text || !shown || element.closest(".hidden, script, style, .hoverlayer, option")) {
      continue;
    }
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      if (rect.width < 1 || rect.height < 1) {
        continue;
      }
      const drawing = element.closest("svg");
      const beyond = drawing && rect.right > drawing.getBoundingClientRect().right + 2;
      if (beyond || (!drawing && cut(rect, element, text))) {
        complaints.push(`cut: ${text.slice(0, 40)}`);
      }
      const part = seen(rect, element);
      if (part) {
        words.push({ ...part, text, element });
      }
    }
  }

  words.sort((one, other) => one.top - other.top);
  words.forEach((one, place) => {
    for (let next = place + 1; next < words.length && words[next].top < one.bottom; next += 1) {
      const other = words[next];
      const high = Math.min(one.bottom, other.bottom) - other.top;
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const low = Math.min(one.bottom - one.top, other.bottom - other.top);
      if (one.element !== other.element && wide > 2 && high > LEAST * low) {
        complaints.push(`on each other: ${one.text.slice(0, 30)} | ${other.text.slice(0, 30)}`);
      }
    }
  });
  return [...new Set(complaints)];
}
