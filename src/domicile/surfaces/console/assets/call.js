// One call to the gateway that served this page, with JSON on both sides.

import { say } from "./words.js";

/** Something went wrong that the person is told about. */
export class Fault extends Error {}

function credentials() {
  const key = document.querySelector("#key")?.value;
  return key ? { authorization: `Bearer ${key}` } : {};
}

/** Call the API; what goes wrong is a `Fault` that says so. */
export async function call(path, { body = null, headers = {} } = {}) {
  const asked = fetch(path, {
    method: body ? "POST" : "GET",
    headers: { ...(body ? { "content-type": "application/json" } : {}), ...credentials(), ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const response = await asked.catch((cause) => {
    throw new Fault(say("unreachable"), { cause });
  });
  const said = await response.json().catch((cause) => {
    throw new Fault(say("unreadable"), { cause });
  });
  if (said.error) throw new Fault(said.error.message);
  return said;
}
