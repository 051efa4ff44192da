// What the page needs of the browser. Loaded before anything is painted, so that a dark system never flashes white.
(() => {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const paint = () => {
    const choice = root.dataset.choice || 'system';
    root.dataset.theme = choice === 'system' ? (system.matches ? 'dark' : 'light') : choice;
  };
  paint();
  system.addEventListener('change', paint);
  window.retail = {
    chosen: () => root.dataset.choice || 'system',
    theme: choice => {
      root.dataset.choice = choice;
      document.cookie = `retail-theme=${choice}; path=/; max-age=31536000; samesite=lax`;
      paint();
    },
    copy: text => navigator.clipboard && navigator.clipboard.writeText(text),
    save: async (name, stream) => {
      const url = URL.createObjectURL(new Blob([await stream.arrayBuffer()], { type: 'text/csv' }));
      const link = Object.assign(document.createElement('a'), { href: url, download: name });
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 10000);
    },
  };
  // One connection from the first byte to the last: without an agreement before it, any gateway can take it.
  document.addEventListener('DOMContentLoaded', () => Blazor.start({
    circuit: {
      configureSignalR: hub => root.hasAttribute('data-negotiate')
        || hub.withUrl('_blazor', { skipNegotiation: true, transport: 1 }),
    },
  }));
  document.addEventListener('keydown', e => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName) || e.target.isContentEditable;
    if (e.key === '/' && !typing && !e.ctrlKey && !e.metaKey && !e.altKey) {
      const find = document.getElementById('find');
      if (find) { e.preventDefault(); find.focus(); }
    }
  });
})();
