/* Runs before the first paint: the page opens in the colours chosen last. */
(function () {
  const said = document.cookie.match(/(?:^|; )scheme=(light|dark)/);
  document.documentElement.setAttribute("data-mantine-color-scheme", said ? said[1] : "light");
})();
