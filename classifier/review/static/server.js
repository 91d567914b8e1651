// Requests to the server. The token is in the address, after the #.

import { toast } from "./dom.js";
import { t } from "./words.js";

export const place = () => new URLSearchParams(location.hash.slice(1));

export async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(`/api/${path}`, { ...options, headers: { "X-Review-Token": place().get("token") ?? "", ...options.headers } });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw Object.assign(new Error(t.lost), { status: 0 });
  }
  const value = await response.json();
  if (!response.ok) throw Object.assign(new Error(value.error), { status: response.status });
  return value;
}

export const attempt = (work) => work.catch((error) => { if (error.name !== "AbortError") toast(error.message); });
