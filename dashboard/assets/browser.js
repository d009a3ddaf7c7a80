/* Runs first, in any browser: one that cannot draw the dashboard is led to a page that it can.
   Chromium 105, Firefox 110 and Safari 16 are the first that know this property. */
(function () {
  if (!window.CSS || !window.CSS.supports || !window.CSS.supports("container-type", "inline-size")) {
    window.location.replace("/plain");
  }
})();
