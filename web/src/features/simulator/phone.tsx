import { useQueryClient } from "@tanstack/react-query";
import { Fragment, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import { phoneText } from "@/record/phone";
import { dayText, daysAgo } from "@/record/time";
import { initialsOf, tintOf } from "@/record/tint";
import { Avatar } from "@/ui/avatar";
import { IconButton } from "@/ui/button";
import { Bubble, SystemLine } from "./bubble";
import { putSent, useBusinessNumber, useChat, useClock } from "./cache";
import { Composer, type Draft } from "./composer";
import { addressOf, grouped, shown, waiting } from "./content";
import { control, type Customer, type Outgoing, type PhoneMessage } from "./control";
import { virtualNow } from "./faults";
import { useSimulatorWords } from "./words";

const near = 80; // px from the end within which new messages are followed

/** One customer's phone: the chat with the business, or what lies around it. */
export function Phone({ customer }: { customer: Customer }) {
  const { t } = useSimulatorWords();
  const number = useBusinessNumber().data;
  const business = number?.verified_name || phoneText(number?.display_phone_number) || t("phone.business");
  const [open, setOpen] = useState(true);
  return (
    <section className="phone" aria-label={t("phone.of", { name: customer.name })}>
      <div className="pstat"><span>{t("phone")}</span><span className="num trunc">{addressOf(customer, phoneText)}</span></div>
      {open ? <ChatScreen customer={customer} business={business} onLeave={() => setOpen(false)} /> : <HomeScreen customer={customer} business={business} onOpen={() => setOpen(true)} />}
      <div className="pbar" />
    </section>
  );
}

function HomeScreen({ customer, business, onOpen }: { customer: Customer; business: string; onOpen: () => void }) {
  const { t } = useSimulatorWords();
  return (
    <>
      <div className="phead"><h2>{t("phone.chats")}</h2></div>
      <div className="phome">
        <button type="button" onClick={onOpen}>
          <span className="sr">{t("phone.open")}</span>
          <Avatar initials={initialsOf(business)} tint={6} size={40} />
          <span className="grow"><b className="trunc" dir="auto">{business}</b><span className="trunc" dir="auto">{customer.last_message?.summary}</span></span>
          {customer.unread > 0 && <span className="badge">{Math.min(customer.unread, 99)}</span>}
        </button>
      </div>
    </>
  );
}

function ChatScreen({ customer, business, onLeave }: { customer: Customer; business: string; onLeave: () => void }) {
  const { t } = useSimulatorWords();
  const cache = useQueryClient();
  const chat = useChat(customer.id);
  const messages = chat.data?.data ?? [];
  const visible = shown(messages);
  const [draft, setDraft] = useState<Draft>({});
  const send = async (message: Outgoing, file?: File) => putSent(cache, await control.send(customer.id, message, file));
  const typing = useTyping(customer);
  useSeen(customer.id, messages.findLast((m) => m.from === "business" && m.on_phone && !m.seen)?.id);
  const held = waiting(messages);
  return (
    <>
      <div className="phead">
        <IconButton icon="left" label={t("phone.back")} iconSize={20} onClick={onLeave} />
        <Avatar initials={initialsOf(business)} tint={tintOf(business)} size={32} />
        <div className="grow"><h2 className="trunc" dir="auto">{business}</h2><span>{t(typing ? "phone.typing" : "phone.business")}</span></div>
      </div>
      <Messages customer={customer} business={business} messages={visible} all={messages} send={send} onDraft={setDraft} loading={!chat.data} />
      {customer.blocked && <p className="pnote">{t("phone.blocked")}</p>}
      {!customer.online && held > 0 && <p className="pnote">{t("phone.waiting", { count: held })}</p>}
      <Composer customer={customer} business={business} draft={draft} onDraft={setDraft} send={send} />
    </>
  );
}

function follow(box: HTMLElement | null, atEnd: boolean) {
  if (box && atEnd) box.scrollTop = box.scrollHeight;
}

type MessagesProps = { customer: Customer; business: string; messages: PhoneMessage[]; all: PhoneMessage[]; send: (message: Outgoing) => Promise<void>; onDraft: (draft: Draft) => void; loading: boolean };

function Messages({ customer, business, messages, all, send, onDraft, loading }: MessagesProps) {
  const { t, locale, words } = useSimulatorWords();
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const last = messages.at(-1)?.id;
  useLayoutEffect(() => follow(box.current, atEnd.current), [last, messages.length]);
  useEffect(() => {
    const content = box.current?.firstElementChild;
    if (!content) return;
    const watch = new ResizeObserver(() => follow(box.current, atEnd.current)); // a photo that arrived makes it longer
    watch.observe(content);
    return () => watch.disconnect();
  }, []);
  const byId = new Map(all.map((m) => [m.id, m]));
  const now = Date.now();
  return (
    <div
      className="msgs pmsgs" ref={box} tabIndex={0} role="log" aria-live="off" aria-label={t("phone.messages", { name: customer.name })}
      onScroll={(e) => (atEnd.current = e.currentTarget.scrollHeight - e.currentTarget.scrollTop - e.currentTarget.clientHeight < near)}
    >
      <div className="pmsgs-content">
        {!loading && messages.length === 0 && <p className="sys">{t("phone.empty", { name: business })}</p>}
        {messages.map((m, i) => {
          const at = Date.parse(m.at);
          const before = messages[i - 1];
          const newDay = !before || daysAgo(Date.parse(before.at), at) !== 0;
          return (
            <Fragment key={m.id}>
              {newDay && <div className="pill">{dayText(at, Math.max(now, at), locale, words)}</div>}
              {m.type === "system" ? <SystemLine message={m} /> : (
                <Bubble message={m} {...grouped(messages, i)} quoted={m.context?.id ? byId.get(m.context.id) : undefined} customer={customer} business={business} send={send} onDraft={onDraft} />
              )}
            </Fragment>
          );
        })}
      </div>
    </div>
  );
}

/** Whether the business is typing, by the simulator's clock. */
function useTyping(customer: Customer): boolean {
  const clock = useClock().data;
  const until = customer.business_typing_until ? Date.parse(customer.business_typing_until) : 0;
  const [ended, setEnded] = useState(0);
  const left = clock && until ? (until - virtualNow(clock, Date.now())) / clock.factor : 0;
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => setEnded(until), left);
    return () => clearTimeout(timer);
  }, [left, until]);
  return left > 0 && ended !== until;
}

const watchTab = (tell: () => void) => {
  document.addEventListener("visibilitychange", tell);
  return () => document.removeEventListener("visibilitychange", tell);
};

/** While the chat is on screen, what arrives is read: the phone shows it. */
function useSeen(customerId: string, newestUnread: string | undefined) {
  const looking = useSyncExternalStore(watchTab, () => document.visibilityState === "visible");
  useEffect(() => {
    if (newestUnread && looking) void control.seen(customerId).catch(() => undefined); // the next message tries again
  }, [customerId, newestUnread, looking]);
}
