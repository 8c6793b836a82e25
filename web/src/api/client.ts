// The server's routes, each as a function. Same origin: the cookie travels by itself.
import type { Plan } from "./plan";
import type { Catalog, Hearing, Lanes, Order, State, Upload, Version } from "./types";

/** An answer that is no success: one line with the cure, and where in the plan. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly place: string | null,
    readonly body: Record<string, unknown>,
  ) {
    super(message);
  }
}

/** The server did not answer at all. */
export class Unreachable extends Error {}

async function ask(path: string, options: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Unreachable("The studio does not answer.");
  }
  if (response.ok) return response;
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const message = typeof body["error"] === "string" ? body["error"] : `The studio answered ${response.status}.`;
  throw new Refusal(response.status, message, typeof body["place"] === "string" ? body["place"] : null, body);
}

async function json<Answer>(path: string, options?: RequestInit): Promise<Answer> {
  return (await ask(path, options)).json() as Promise<Answer>;
}

function sent(method: string, body: unknown): RequestInit {
  return { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

const query = (values: Record<string, string | number>) =>
  new URLSearchParams(Object.entries(values).map(([key, value]) => [key, String(value)])).toString();

export const api = {
  state: () => json<State>("/api/state"),
  hearing: () => json<Hearing>("/api/hearing"),
  lanes: () => json<Lanes>("/api/lanes"),
  catalog: () => json<Catalog>("/api/catalog"),
  putSong: (file: File) =>
    json<Omit<Upload, "name">>(`/api/song?${query({ name: file.name })}`, { method: "PUT", body: file }),
  addPicture: (file: File) =>
    json<Upload>(`/api/pictures?${query({ name: file.name })}`, { method: "POST", body: file }),
  begin: (pictures: string[], recipe: string | null, values: Record<string, unknown>) =>
    ask("/api/begin", sent("POST", { pictures, recipe, values })),
  putPlan: (base: number, plan: Plan) => json<State>("/api/plan", sent("PUT", { base, plan })),
  undo: () => ask("/api/undo", { method: "POST" }),
  redo: () => ask("/api/redo", { method: "POST" }),
  versions: () => json<Version[]>("/api/versions"),
  keepVersion: (name: string) => ask("/api/versions", sent("POST", { name })),
  restore: (id: string) => ask(`/api/versions/${encodeURIComponent(id)}/restore`, { method: "POST" }),
  frame: async (second: number, revision: number, signal: AbortSignal) =>
    (await ask(`/api/frame?${query({ second: second.toFixed(4), revision })}`, { signal })).blob(),
  forgetPicture: (name: string) => ask(`/api/pictures/${encodeURIComponent(name)}`, { method: "DELETE" }),
  ownFile: (keyframe: string) => json<{ file: string | null }>(`/api/keyframes/${encodeURIComponent(keyframe)}/own`),
  render: (order: Order) => ask("/api/renders", sent("POST", order)),
  cancel: (id: string) => ask(`/api/jobs/${encodeURIComponent(id)}`, { method: "DELETE" }),
};

export const urls = {
  sound: "/api/sound",
  picture: (name: string, sha256: string) => `/api/pictures/${encodeURIComponent(name)}.jpg?${query({ key: sha256.slice(0, 16) })}`,
  keyframe: (name: string, key: string) => `/api/keyframes/${encodeURIComponent(name)}.jpg?${query({ key })}`,
  style: (style: string, picture: string, seed: number) =>
    `/api/styles/${encodeURIComponent(style)}.jpg?${query({ picture, seed })}`,
  film: (id: string) => `/api/films/${encodeURIComponent(id)}`,
  socket: (path: string) => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`,
};
