import "@/i18n/later";
import { useEffect, useRef } from "react";
import { useWords } from "@/i18n/words";
import { actorId } from "@/live/apply";
import { queries } from "@/live/queries";
import { useSession } from "@/live/session";
import { keep, kept } from "@/record/kept";
import { nameOf } from "@/record/names";
import { previewOfMessage } from "@/record/preview";
import icon from "@/ui/icon.svg";
import { looking, seesHere } from "./looking";
import { bellState, settings, supported } from "./settings";
import { maySound, play } from "./sound";
import { useUnreadTitle } from "./title";
import { Watch, type Arrival } from "./watch";

const many = 4; // conversations above which one notification tells of all
const together = "many"; // the tag of that one
const ringing = 1000; // ms in which no second tab sounds

/** Tells of new messages while nobody looks at them. Draws nothing. */
export default function Notifications() {
  const { live, me, project } = useSession();
  const { t, previewText } = useWords();
  useUnreadTitle();
  const textOf = useRef<(arrival: Arrival) => { title: string; body: string }>(undefined);
  const manyText = useRef("");
  useEffect(() => {
    manyText.current = t("notify.many");
    textOf.current = ({ event, count }) => {
      const title = (event.data.conversation && nameOf(event.data.conversation)) || t("person.unknown");
      const line = settings.get().hideText || !event.data.message ? t("notify.new_message") : previewText(previewOfMessage(event.data.message));
      return { title, body: count > 1 ? t("notify.more", { text: line, count: count - 1 }) : line };
    };
  });

  const scope = `${project?.id ?? ""}.${me.user.id}`;
  useEffect(() => {
    if (!supported()) return;
    const shown = new Map<string, Notification>();
    const clear = (tag: string) => {
      shown.get(tag)?.close();
      shown.delete(tag);
    };
    const put = (tag: string, title: string, body: string) => {
      const options: NotificationOptions & { renotify: boolean } = { tag, body, icon, renotify: true, silent: settings.get().sound !== "none" || undefined };
      try {
        const note = new Notification(title, options);
        note.onclick = () => {
          window.focus();
          note.close();
          if (tag !== together) openConversation(tag);
        };
        note.onclose = () => shown.get(tag) === note && shown.delete(tag);
        shown.set(tag, note);
      } catch {
        // Some phones have the word but not the thing; there is nothing to tell by.
      }
    };
    const show = async (arrivals: Arrival[]) => {
      const told = (await Promise.all(arrivals.map(async (a) => ((await mayTell(a)) ? a : [])))).flat();
      if (told.length === 0) return;
      if (told.length > many) put(together, manyText.current, "");
      else for (const arrival of told) {
        const text = textOf.current?.(arrival);
        if (text) put(arrival.conversationId, text.title, text.body);
      }
      if (maySound()) void play(settings.get().sound);
      else watch.ringElsewhere();
    };
    /** Nobody wants to hear of a person whom the number has blocked. */
    const mayTell = async ({ event }: Arrival) => {
      const conversation = event.data.conversation;
      if (!conversation) return true;
      const person = await live.cache.fetchQuery(queries.contact(conversation.kapso.contact_id)).catch(() => undefined);
      return !person?.blocked_phone_number_ids.includes(conversation.phone_number_id);
    };
    const ring = () => {
      if (!maySound()) return;
      void navigator.locks.request("relevo.notify.ring", { ifAvailable: true }, async (lock) => {
        if (!lock) return;
        void play(settings.get().sound);
        await new Promise((done) => setTimeout(done, ringing));
      });
    };
    const told = `notified.${scope}`;
    const watch = new Watch({
      scope, clear, ring,
      on: () => bellState() === "on",
      sees: seesHere,
      show: (arrivals) => void show(arrivals),
      told: { get: () => Number(kept(told) ?? 0), set: (pos) => keep(told, String(pos)) },
    });
    const stop = live.onEvent((event) => {
      watch.take(event);
      if (event.type === "conversation.read" && actorId(event.actor) === me.user.id) watch.read(event.data.conversation_id ?? "");
    });
    return () => {
      stop();
      watch.stop();
      shown.forEach((note) => note.close());
    };
  }, [live, me.user.id, scope]);
  return null;
}

/** In this tab if it shows the inbox; else the tab goes there. */
function openConversation(id: string) {
  if (looking.open) looking.open(id);
  else location.assign(`/app/c/${encodeURIComponent(id)}`);
}
