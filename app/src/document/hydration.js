((script, wasm) => {
  const notice = document.querySelector("#code-missing");
  let tries = 0;
  let isUnderWay = false;
  async function load() {
    try {
      const code = await import(tries === 0 ? script : `${script}?try=${tries}`);
      await code.default({ module_or_path: wasm });
      return code;
    } catch (error) {
      console.info(error);
      tries += 1;
      return null;
    }
  }
  async function start() {
    if (isUnderWay) return;
    isUnderWay = true;
    const code = await load();
    notice.hidden = code !== null;
    isUnderWay = code !== null;
    if (code === null) return;
    code.hydrate();
    for (const island of document.querySelectorAll("leptos-island")) {
      code[island.dataset.component](island);
    }
  }
  notice.querySelector("button").addEventListener("click", start);
  for (const event of ["focus", "online"]) {
    window.addEventListener(event, () => {
      if (tries > 0) start();
    });
  }
  // In a frame of another site the browser may never be idle.
  if ("requestIdleCallback" in window) requestIdleCallback(start, { timeout: 1000 });
  else setTimeout(start);
})
