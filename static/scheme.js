// Sets the reader's colour scheme before anything is painted. Loaded as a classic script in the head.
(function () {
  var root = document.documentElement;
  root.classList.add("js");
  try {
    var scheme = localStorage.getItem("unstuck-scheme");
    if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;
  } catch (_) {
    // Storage is switched off: the system's scheme holds.
  }
})();
