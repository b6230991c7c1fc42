import "@/i18n/later";
import { useEffect, useRef } from "react";
import { useWords } from "@/i18n/words";
import { actorId } from "@/live/apply";
import { queries } from "@/live/queries";
import { useSession } from "@/live/session";
import { keep, kept } from "@/record/kept";
import { nameOf } from "@/record/names";
import { previewOfMessage } from "@/record/preview";
import { looking, seesHere } from "./looking";
import { bellState, settings, supported } from "./settings";
import { home, Shown } from "./shown";
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
    const shown = new Shown(scope, (conversationId) => conversationId && openConversation(conversationId));
    const show = async (arrivals: Arrival[]) => {
      const told = (await Promise.all(arrivals.map(async (a) => ((await mayTell(a)) ? a : [])))).flat();
      if (told.length === 0) return;
      const silent = settings.get().sound !== "none";
      if (told.length > many) void shown.put(together, manyText.current, "", { silent });
      else for (const arrival of told) {
        const text = textOf.current?.(arrival);
        if (text) void shown.put(arrival.conversationId, text.title, text.body, { silent, conversationId: arrival.conversationId });
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
      scope, ring,
      clear: (conversationId) => void shown.clear(conversationId),
      on: () => bellState() === "on",
      sees: seesHere,
      show: (arrivals) => void show(arrivals),
      told: { get: () => Number(kept(told) ?? 0), set: (pos) => keep(told, String(pos)) },
    });
    const stop = live.onEvent((event) => {
      watch.take(event);
      const id = event.data.conversation_id;
      if (id && event.type === "conversation.read" && actorId(event.actor) === me.user.id) watch.read(id);
      if (id && event.type === "conversation.erased") void shown.clear(id);
    });
    return () => {
      stop();
      watch.stop();
      shown.stop();
    };
  }, [live, me.user.id, scope]);
  return null;
}

/** In this tab if it shows the inbox; else the tab goes there. */
function openConversation(id: string) {
  if (looking.open) looking.open(id);
  else location.assign(`${home()}c/${encodeURIComponent(id)}`);
}
