// The token of the forms of this page: asked for again, it also tells whether somebody is still logged in.

export const ENDED = "ended";
export const CUT = "cut";

/** Give the token of today and put it in the forms; ENDED when nobody is logged in, CUT when nothing answers. */
export async function renewed() {
  try {
    const answer = await fetch("/jeton", { redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 403) return ENDED;
    if (!answer.ok) return CUT;
    const { token } = await answer.json();
    for (const input of document.querySelectorAll("[name=csrf_token]")) input.value = token;
    return token;
  } catch {
    return CUT;
  }
}
