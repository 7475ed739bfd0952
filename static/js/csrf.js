/* The CSRF token of the page, and a fresh one after signing in again. */

const meta = () => document.querySelector('meta[name="csrf-token"]');

/** The token that this page may send. */
export function token() {
  return meta()?.content ?? "";
}

/** Whether an answer means that nobody is signed in any more. */
export function isSignedOut(response) {
  return response.type === "opaqueredirect" || response.status === 401;
}

/** Read this address anew and take its token over, in all forms too; false when signed out. */
export async function refreshToken() {
  const response = await fetch(window.location.href, {
    headers: { Accept: "text/html" },
    credentials: "same-origin",
    redirect: "manual",
    cache: "no-store",
  });
  if (!response.ok) {
    return false;
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector('meta[name="csrf-token"]')?.content;
  if (!fresh || !meta()) {
    return false;
  }
  meta().content = fresh;
  for (const input of document.querySelectorAll('input[name="csrf_token"]')) {
    input.value = fresh;
  }
  return true;
}
