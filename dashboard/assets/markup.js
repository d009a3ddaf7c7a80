/* Elements that nothing answers to, drawn as they are; links among them followed within the page.
   Nothing newer than Chromium 108. */
(function () {
  function element(node) {
    if (!Array.isArray(node)) {
      return node;
    }
    const kind = node[0] || window.React.Fragment;
    return window.React.createElement.apply(null, [kind, node[1]].concat(node.slice(2).map(element)));
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
