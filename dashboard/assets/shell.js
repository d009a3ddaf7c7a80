/* Choices become the address; the address is the view. Nothing newer than Chromium 108. */
window.dash_clientside = window.dash_clientside || {};

window.dash_clientside.shell = {
  /* The point that was clicked last leads to the address in its id. */
  follow: function () {
    const clicked = window.dash_clientside.callback_context.triggered[0];
    const point = clicked && clicked.value && clicked.value.points && clicked.value.points[0];
    const address = point && typeof point.id === "string" ? point.id : "";
    const place = address.indexOf("?");
    return place < 0 ? window.dash_clientside.no_update : address.slice(place);
  },

  /* The document says which language it is in, as its address does. */
  sayLanguage: function (search) {
    document.documentElement.lang = /[?&]lang=en(&|$)/.test(search || "") ? "en" : "zh-CN";
  },

  /* Light or dark: remembered in a cookie, so that the server draws charts in the same colours. */
  switchScheme: function (clicks, scheme) {
    if (!clicks) {
      return [window.dash_clientside.no_update, window.dash_clientside.no_update];
    }
    const chosen = scheme === "dark" ? "light" : "dark";
    document.cookie = "scheme=" + chosen + "; path=/; max-age=31536000; SameSite=Strict";
    document.documentElement.setAttribute("data-mantine-color-scheme", chosen);
    return [chosen, chosen];
  },

  /* Copies the address; without the clipboard of secure pages by way of a hidden field. */
  copyLink: function (clicks, copied) {
    if (!clicks) {
      return window.dash_clientside.no_update;
    }
    const address = window.location.href;
    if (window.isSecureContext && navigator.clipboard) {
      navigator.clipboard.writeText(address);
    } else {
      const field = document.createElement("textarea");
      field.value = address;
      document.body.appendChild(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    return copied;
  },

  /* The line that offers another version stays hidden until the current one is not the one shown; a wall loads it. */
  tellNewer: function (current, shown) {
    const newer = Boolean(current) && current !== shown;
    if (newer && document.querySelector(".wall")) {
      window.location.reload();
    }
    return !newer;
  },
};

/* The way past what stands on every page, for who goes by keyboard: to the page's own part, without a new address. */
document.addEventListener("click", function (event) {
  const skip = event.target.closest(".skip");
  const main = skip && document.querySelector("main");
  if (main) {
    event.preventDefault();
    main.focus();
    main.scrollIntoView();
  }
});

/* The file that was chosen, by its name; whole on hover, as a long one is cut. */
document.addEventListener("change", function (event) {
  const chosen = event.target.matches(".file input") && event.target.parentElement.querySelector(".chosen-file");
  if (chosen) {
    chosen.dataset.none = chosen.dataset.none || chosen.textContent;
    chosen.title = event.target.files.length ? event.target.files[0].name : "";
    chosen.textContent = chosen.title || chosen.dataset.none;
  }
});

/* When the session has ended, no figure stays on the screen: Dash asks at least once a minute, and is told 401. */
(function () {
  const ask = window.fetch;

  function leave() {
    document.documentElement.hidden = true;
    const here = window.location.pathname + window.location.search;
    window.location.replace("/sign-in?next=" + encodeURIComponent(here));
  }

  window.fetch = function () {
    return ask.apply(this, arguments).then(function (answer) {
      if (answer.status === 401) {
        leave();
      }
      return answer;
    });
  };

  /* What the browser kept of a page that was left is asked for again. */
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) {
      window.location.reload();
    }
  });
})();
