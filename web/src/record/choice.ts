import type { Message } from "@/api/client";
import { obj, str } from "./foreign";

/** What a person picked from buttons or a list, or filled into a form. */
export function choiceOf(message: Message): { title: string; description: string } | null {
  for (const key of ["button_reply", "list_reply"]) {
    const reply = obj(message.interactive, key);
    if (Object.keys(reply).length) return { title: str(reply, "title"), description: str(reply, "description") };
  }
  return null;
}
