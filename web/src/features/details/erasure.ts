import { api, ApiError } from "@/api/client";
import { toast } from "@/ui/toast";

type Texts = { begun: string; left: (count: number, more: boolean) => string; ended: string };

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Tells how far the erasure of a contact has come until nothing of them is left, wherever the person goes meanwhile. */
export async function followErasure(contactId: string, texts: Texts) {
  toast(texts.begun);
  for (let said = -1, wait = 500; ; wait = Math.min(5000, wait * 1.5)) {
    await pause(wait);
    try {
      const { messages_left: left, at_most: most, finished } = await api.erasure(contactId);
      if (finished) return toast(texts.ended);
      if (left !== said) toast(texts.left(left, left >= most));
      said = left;
    } catch (error) {
      if (!(error instanceof ApiError && error.passing)) return; // logged out, or the right is gone
    }
  }
}
