// A password that was written down is easier to type when it can be seen.
document.querySelectorAll('.show').forEach(button => {
  button.hidden = false;
  button.addEventListener('click', () => {
    const shown = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(shown));
    button.closest('form').querySelectorAll('.secret').forEach(field => { field.type = shown ? 'text' : 'password'; });
  });
});
