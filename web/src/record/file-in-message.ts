import type { OutgoingMessage } from "@/api/client";

type WithParameters = { type: string; parameters?: Record<string, unknown>[] };

/** Puts the id of an uploaded file into its message: into the media itself, or into the header of a template. */
export function withFile(message: OutgoingMessage, kind: string, id: string): OutgoingMessage {
  const put = (holder: unknown) => ({ ...(holder as object), id });
  if (message.type !== "template") return { ...message, [kind]: put(message[kind]) };
  const template = message.template as { components?: WithParameters[] };
  const components = template.components?.map((c) => (c.type === "header" ? { ...c, parameters: c.parameters?.map((p) => (p.type === kind ? { ...p, [kind]: put(p[kind]) } : p)) } : c));
  return { ...message, template: { ...template, components } };
}
