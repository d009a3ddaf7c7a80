/* Columns of tables made wider or narrower: by the line at the right of a head, or with Shift and an arrow key in it.
   Remembered in this window for as long as the visit lasts. Nothing newer than Chromium 108. */
(function () {
  const EDGE = 6;
  const LEAST = 40;
  const STEP = 16;
  const STORE = "columns";

  /* Widths in pixels by table. */
  const kept = stored();

  function stored() {
    try {
      return JSON.parse(window.sessionStorage.getItem(STORE)) || {};
    } catch (error) {
      return {};
    }
  }

  function keep() {
    try {
      window.sessionStorage.setItem(STORE, JSON.stringify(kept));
    } catch (error) {
      /* A browser that keeps nothing has the widths until the page is loaded anew. */
    }
  }

  function heads(table) {
    return Array.from(table.tHead.rows[0].cells);
  }

  /* A table is known by its page and its heads, whichever of them it is sorted by. */
  function name(table) {
    const said = heads(table).map(function (head) {
      return head.textContent.replace(/\s[↓↑]$/, "");
    });
    return window.location.pathname + "|" + said.join("|");
  }

  function draw(table, widths) {
    heads(table).forEach(function (head, place) {
      head.style.width = widths[place] + "px";
    });
    table.style.width = widths.reduce(function (sum, width) { return sum + width; }, 0) + "px";
    table.dataset.sized = name(table);
  }

  function forget(table) {
    heads(table).forEach(function (head) {
      head.style.width = "";
    });
    table.style.width = "";
    delete table.dataset.sized;
  }

  function widths(table) {
    return kept[name(table)] || heads(table).map(function (head) {
      return Math.round(head.getBoundingClientRect().width);
    });
  }

  function resize(head, width) {
    const table = head.closest("table");
    const all = widths(table).slice();
    all[head.cellIndex] = Math.max(LEAST, Math.round(width));
    kept[name(table)] = all;
    draw(table, all);
    keep();
  }

  /* A page drawn anew has its widths again; a table that took another's place loses them. */
  let waiting = false;
  function settle() {
    waiting = false;
    if (!Object.keys(kept).length && !document.querySelector("table[data-sized]")) {
      return;
    }
    document.querySelectorAll("table.grid").forEach(function (table) {
      const known = kept[name(table)];
      if (known && table.dataset.sized !== name(table)) {
        draw(table, known);
      } else if (!known && table.dataset.sized) {
        forget(table);
      }
    });
  }

  new MutationObserver(function () {
    if (!waiting) {
      waiting = true;
      window.requestAnimationFrame(settle);
    }
  }).observe(document.documentElement, { childList: true, subtree: true, characterData: true });

  /* The head whose right line the pointer is on. */
  function edge(event) {
    const head = event.target.closest && event.target.closest("table.grid thead th, table.grid thead td");
    if (!head) {
      return null;
    }
    const box = head.getBoundingClientRect();
    if (box.right - event.clientX <= EDGE) {
      return head;
    }
    return event.clientX - box.left <= EDGE ? head.previousElementSibling : null;
  }

  let drag = null;
  let dragged = false;
  let shown = null;

  function show(head) {
    if (shown && shown !== head) {
      shown.classList.remove("edge");
      shown.removeAttribute("title");
    }
    shown = head;
    if (head && !head.classList.contains("edge")) {
      head.classList.add("edge");
      head.title = head.closest("table").dataset.resize || "";
    }
  }

  document.addEventListener("pointermove", function (event) {
    if (drag) {
      dragged = true;
      resize(drag.head, drag.width + event.clientX - drag.x);
    } else {
      show(edge(event));
    }
  });

  document.addEventListener("pointerdown", function (event) {
    const head = event.button ? null : edge(event);
    dragged = false;
    if (head) {
      event.preventDefault();
      drag = { head: head, x: event.clientX, width: head.getBoundingClientRect().width };
    }
  });

  ["pointerup", "pointercancel"].forEach(function (ended) {
    document.addEventListener(ended, function () {
      drag = null;
    });
  });

  document.addEventListener("dragstart", function (event) {
    if (drag) {
      event.preventDefault();
    }
  });

  /* Where a column was drawn, or could have been, its head does not sort. */
  document.addEventListener("click", function (event) {
    if (dragged || edge(event)) {
      dragged = false;
      event.preventDefault();
      event.stopPropagation();
    }
  }, true);

  /* Twice on the line: the whole table as it was. */
  document.addEventListener("dblclick", function (event) {
    const head = edge(event);
    if (head) {
      delete kept[name(head.closest("table"))];
      keep();
      forget(head.closest("table"));
    }
  });

  document.addEventListener("keydown", function (event) {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const head = way && event.shiftKey && event.target.closest("table.grid thead th");
    if (head) {
      event.preventDefault();
      resize(head, head.getBoundingClientRect().width + way * STEP);
    }
  });
})();
