// Passkeys: the browser is asked, and what it answers goes off in a form.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const listed = (ids) => ids.map((id) => ({ type: "public-key", id: bytes(id) }));
const PATIENCE = 120_000; // milliseconds
const ALGORITHMS = [-7, -8, -257]; // ES256, EdDSA, RS256

/* What people read when it did not work. */
function why(place, error) {
  if (error.name === "InvalidStateError") return place.dataset.known;
  return error.name === "NotAllowedError" || error.name === "AbortError" ? place.dataset.given : place.dataset.failed;
}

function send(form, values) {
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
  form.submit();
}

async function ask(form) {
  const { name, passphrase, csrf } = form.elements;
  const answer = await fetch(form.action, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRF-Token": csrf.value },
    body: JSON.stringify({ name: name.value, passphrase: passphrase.value }),
  });
  const { asked, message, fields } = await answer.json();
  if (answer.ok) return asked;
  throw Object.assign(new Error(Object.values(fields ?? {})[0] ?? message), { name: "Refused" });
}

async function create(place) {
  const [form, made] = place.querySelectorAll("form");
  const { challenge, rp, user, exclude } = await ask(form);
  const { response } = await navigator.credentials.create({
    publicKey: {
      challenge: bytes(challenge), rp, timeout: PATIENCE, attestation: "none",
      user: { id: bytes(user.id), name: user.name, displayName: user.name },
      pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
      authenticatorSelection: { userVerification: "required", residentKey: "discouraged" },
      excludeCredentials: listed(exclude),
    },
  });
  send(made, { attestation: text(response.attestationObject), client_data: text(response.clientDataJSON) });
}

async function show(place) {
  const { challenge, rp, credentials } = place.dataset;
  const { rawId, response } = await navigator.credentials.get({
    publicKey: {
      challenge: bytes(challenge), rpId: rp, timeout: PATIENCE, userVerification: "required",
      allowCredentials: listed(credentials.trim().split(" ")),
    },
  });
  send(place.querySelector("form"), {
    credential: text(rawId), client_data: text(response.clientDataJSON),
    authenticator_data: text(response.authenticatorData), signature: text(response.signature),
  });
}

/* Shown only where it can work; until then the page says what is needed. */
export function passkeys(place) {
  if (!window.PublicKeyCredential) return;
  const status = place.querySelector("[role=status]");
  place.querySelector("[data-able]").hidden = false;
  place.querySelector("[data-unable]").hidden = true;
  place.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (place.hasAttribute("aria-busy")) return;
    place.setAttribute("aria-busy", "true");
    status.textContent = place.dataset.waiting;
    try {
      await (place.dataset.passkey === "create" ? create : show)(place);
    } catch (error) {
      status.textContent = error.name === "Refused" ? error.message : why(place, error);
    }
    place.removeAttribute("aria-busy");
  });
}
