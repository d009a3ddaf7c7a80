/* Runs before the first paint: the page opens in the colours chosen last, and says which language it is in. */
(function () {
  const said = document.cookie.match(/(?:^|; )scheme=(light|dark)/);
  document.documentElement.lang = /[?&]lang=en(&|$)/.test(window.location.search) ? "en" : "zh-CN";
  document.documentElement.setAttribute("data-mantine-color-scheme", said ? said[1] : "light");
})();
