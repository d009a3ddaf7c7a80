/* Elements that nothing answers to, drawn as they are; links among them followed within the page.
   Nothing newer than Chromium 108. */
(function () {
  function element(node) {
    if (!Array.isArray(node)) {
      return node;
    }
    if (node[0] === "picks") {
      return picks(node[1], node.slice(2));
    }
    if (node[0] === "folded") {
      return window.React.createElement(window.bureau.Folded, node[1]);
    }
    const kind = node[0] || window.React.Fragment;
    return window.React.createElement.apply(null, [kind, node[1]].concat(node.slice(2).map(element)));
  }

  /* Links of a menu: of each its text, the piece of its address that is its own, whether it is chosen, and what it is
     found by. What cannot be chosen is an element beside them. */
  function picks(shared, offered) {
    const drawn = offered.map(function (one) {
      if (typeof one[1] !== "string") {
        return element(one);
      }
      const said = {
        className: one[2] ? "pick on" : "pick",
        href: shared.before + one[1] + shared.after,
        "data-way": "",
      };
      if (one[2]) {
        said["aria-current"] = "true";
      }
      if (one[3]) {
        said["data-find"] = one[3];
      }
      return window.React.createElement("a", said, one[0]);
    });
    return window.React.createElement.apply(null, ["div", { className: "picks" }].concat(drawn));
  }

  /* dcc.Graph waits for window.Plotly when the first chart is drawn. The page has fetched it by then; it is run once
     what stands above the charts has been painted, for running it takes as long as all the rest. */
  let plots;
  Object.defineProperty(window, "Plotly", {
    configurable: true,
    get: () => (plots = plots || new Promise(afterPaint)),
    set: (plotly) => Object.defineProperty(window, "Plotly", { value: plotly, writable: true, configurable: true }),
  });

  function afterPaint(resolve, reject) {
    const script = document.createElement("script");
    script.src = document.getElementById("plots").href;
    script.onload = () => resolve(window.Plotly);
    script.onerror = reject;
    window.requestAnimationFrame(() => window.setTimeout(() => document.body.appendChild(script)));
  }

  window.bureau = {
    Markup: function (properties) {
      return element(properties.drawn);
    },
  };

  /* A link within a page (sorting, turning pages, choosing k) leaves the page where it is; others go to the top. */
  document.addEventListener("click", function (event) {
    const link = event.target.closest("a[data-way]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
      return;
    }
    event.preventDefault();
    window.history.pushState({}, "", link.getAttribute("href"));
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    if (!link.closest("th, .choices, .counted")) {
      window.scrollTo(0, 0);
    }
  });
})();
