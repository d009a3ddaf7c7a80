/* Something is being done elsewhere: the page looks again by itself until it is done. */
(function () {
  "use strict";
  let waiting = null;
  setInterval(function () {
    const told = document.querySelector("[data-again]");
    if (!told) {
      waiting = null;
      return;
    }
    waiting = waiting || Date.now();
    const drawn = !document.querySelector('[data-dash-is-loading="true"]');
    if (drawn && !document.hidden && Date.now() - waiting >= 1000 * Number(told.dataset.again)) {
      window.location.reload();
    }
  }, 500);
})();
