/* Menus and what else is folded, what is found in them, tables that are searched and copied.
   Nothing newer than Chromium 108. */
(function () {
  function go(change) {
    const query = new URLSearchParams(window.location.search);
    change(query);
    query.delete("page");
    const said = query.toString();
    window.dash_clientside.set_props("_pages_location", { search: said ? "?" + said : "" });
  }

  /* The menu whose picks are chosen one after the other; the page drawn anew has it open again. */
  let kept = null;

  new MutationObserver(function () {
    const name = kept && document.getElementById(kept);
    if (name && !name.parentElement.open) {
      name.parentElement.open = true;
    }
  }).observe(document.documentElement, { childList: true, subtree: true });

  /* What details hold, fetched when a pointer or the keyboard comes to them: it is there when they open. A menu that is
     kept shows what it held, and lets nothing of it be chosen, until what it holds on the new page has come. */
  let shown = null;

  const COMING = ["pointerenter", "focus"];

  window.bureau.Folded = function (said) {
    const place = window.React.useRef(null);
    const [held, hold] = window.React.useState(null);

    window.React.useLayoutEffect(
      function () {
        const details = place.current.closest("details");
        const name = details.querySelector("summary");
        let asked = false;
        let left = false;

        function show(drawn) {
          if (!left) {
            hold({ drawn: drawn, from: said.from });
            shown = { id: name.id, drawn: drawn };
          }
        }

        function ask() {
          if (!asked) {
            asked = true;
            window.fetch(said.from).then(read).then(show, fail);
          }
        }

        function fail() {
          asked = false;
          show(["div", { className: "none-found", role: "alert" }, said.failed]);
        }

        const again = Boolean(name.id) && name.id === kept;
        hold(function (before) {
          return again ? before || (shown && shown.id === kept ? { drawn: shown.drawn } : null) : null;
        });
        if (again || details.open) {
          ask();
        }
        COMING.forEach((kind) => name.addEventListener(kind, ask));
        details.addEventListener("toggle", ask);
        return function () {
          left = true;
          COMING.forEach((kind) => name.removeEventListener(kind, ask));
          details.removeEventListener("toggle", ask);
        };
      },
      [said.from],
    );

    const now = held && held.from === said.from;
    const properties = { className: ("folded " + said.className).trim(), ref: place, "aria-busy": now ? null : "true" };
    const drawn = held && window.React.createElement(window.bureau.Markup, { drawn: held.drawn });
    return window.React.createElement("div", properties, drawn);
  };

  function read(answer) {
    if (!answer.ok) {
      throw new Error(answer.status);
    }
    return answer.json();
  }

  function close(except) {
    if (!except) {
      kept = null;
    }
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (menu !== except) {
        menu.open = false;
      }
    });
  }

  document.addEventListener("click", function (event) {
    const menu = event.target.closest("details.menu");
    close(menu);
    if (menu && event.target.closest("summary")) {
      kept = null;
    }
    if (menu && event.target.closest("a.pick")) {
      menu.open = menu.classList.contains("keep");
      kept = menu.open ? menu.querySelector("summary").id : null;
      // The other picks of one that stays open are of the view before this choice: another click would take it back.
      if (menu.open) {
        menu.querySelector(".sheet").setAttribute("aria-busy", "true");
      }
    }
    if (event.target.closest(".apply-span")) {
      applySpan(event.target.closest(".span-form"));
    }
    if (event.target.closest(".copy")) {
      copyTable(event.target.closest(".copy"));
    }
    if (event.target.closest(".print-page")) {
      window.print();
    }
  });

  /* Esc closes what is open; else it drops what a click in a chart chose; else the explanation. */
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") {
      return;
    }
    const open = document.querySelector("details.menu[open], details.rows[open]");
    const query = new URLSearchParams(window.location.search);
    if (open) {
      kept = null;
      open.open = false;
      open.querySelector("summary").focus();
    } else if (query.has("crossed")) {
      go(function (chosen) {
        chosen.get("crossed").split(",").forEach(function (name) {
          chosen.delete(name);
        });
        chosen.delete("crossed");
      });
    } else if (query.has("explain")) {
      go(function (chosen) {
        chosen.delete("explain");
        chosen.delete("of");
      });
    }
  });

  function applySpan(form) {
    const ends = Array.from(form.querySelectorAll("input")).map(function (field) {
      return field.value;
    });
    if (!ends[0] || !ends[1] || ends[0] > ends[1]) {
      form.classList.add("wrong");
      return;
    }
    form.closest("details.menu").open = false;
    go(function (query) {
      query.delete("month");
      query.set("span", ends[0] + "_" + ends[1]);
    });
  }

  document.addEventListener("input", function (event) {
    if (event.target.closest(".find-area")) {
      findArea(event.target);
    }
    if (event.target.closest(".find")) {
      findRows(event.target);
    }
  });

  /* Areas by name, pinyin or initials; a branch is opened where something in it is found. */
  function findArea(field) {
    const wanted = field.value.trim().toLowerCase();
    const sheet = field.closest(".sheet");
    let all = 0;
    sheet.querySelectorAll(".branch").forEach(function (branch) {
      let found = 0;
      branch.querySelectorAll("[data-find]").forEach(function (one) {
        const there = !wanted || one.dataset.find.indexOf(wanted) >= 0;
        one.hidden = !there;
        found += there ? 1 : 0;
      });
      branch.hidden = !found;
      branch.open = Boolean(wanted && found);
      all += found;
    });
    sheet.querySelector(".none-found").hidden = all > 0;
  }

  /* Rows of a table that hold a text; the total stays, and the rows found are counted. */
  function findRows(field) {
    const table = field.closest(".tabled");
    const wanted = field.value.trim().toLowerCase();
    const counted = table.querySelector(".rows-counted");
    let shown = 0;
    const rows = table.querySelectorAll("tbody tr:not(.total)");
    rows.forEach(function (row) {
      row.hidden = Boolean(wanted) && row.textContent.toLowerCase().indexOf(wanted) < 0;
      shown += row.hidden ? 0 : 1;
    });
    counted.dataset.found = wanted ? shown + " / " + rows.length : "";
  }

  /* Copies head and rows as a spreadsheet takes them; without the clipboard of secure pages by a hidden field. */
  function copyTable(button) {
    const rows = Array.from(button.closest(".tabled").querySelectorAll("table tr")).filter(function (row) {
      return !row.hidden;
    });
    const text = rows
      .map(function (row) {
        return Array.from(row.cells)
          .map(function (cell) {
            return cell.textContent.trim().replace(/[\t\n]+/g, " ");
          })
          .join("\t");
      })
      .join("\n");
    if (window.isSecureContext && navigator.clipboard) {
      navigator.clipboard.writeText(text);
    } else {
      const field = document.createElement("textarea");
      field.value = text;
      document.body.appendChild(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    button.classList.add("done");
  }
})();
