import { lazy, Suspense, useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from "react";
import type { Conversation, Message, OutgoingMessage } from "@/api/client";
import { useNow } from "@/i18n/words";
import { useBlocked } from "@/live/blocked";
import { useNewer } from "@/live/newer";
import { useDraft, useSession } from "@/live/session";
import type { Kind } from "@/record/composed";
import { nameOf, shortName } from "@/record/names";
import { windowOf } from "@/record/window";
import { IconButton } from "@/ui/button";
import { focusBack } from "@/ui/focus-back";
import { Icon } from "@/ui/icon";
import { useAttachments } from "./attachments";
import { Blocked } from "./blocked";
import { replyingTo, type Outgoing } from "./outgoing";
import { RichDialog } from "./rich";
import { PickerSkeleton } from "./template-skeleton";
import { WritingBox } from "./writing-box";
import { useComposerWords } from "./words";

const VoiceComposer = lazy(() => import("./voice/voice"));
const TemplatePicker = lazy(() => import("./template-picker"));

type Props = { conversationId: string; conversation: Conversation | undefined; replyTo: Message | null; onReplyDone: () => void };

/** Where one writes: a box for words, or templates where WhatsApp takes nothing else. */
export default function Composer(props: Props) {
  const { t } = useComposerWords();
  const { may } = useSession();
  const { conversation } = props;
  if (conversation?.status === "ended") return <Ended conversation={conversation} />;
  if (!may("message:send")) return <Locked>{t("composer.no_right")}</Locked>;
  return <Open {...props} />;
}

/** A closed conversation takes nothing. What was begun waits until it is reopened, or goes on in a newer one. */
function Ended({ conversation }: { conversation: Conversation }) {
  const { t } = useComposerWords();
  const { picked, recordings, may } = useSession();
  const openNewer = useNewer(conversation);
  const text = useDraft(conversation.id);
  const files = useSyncExternalStore(picked.subscribe, () => picked.get(conversation.id));
  const recording = useSyncExternalStore(recordings.subscribe, () => recordings.get(conversation.id));
  const begun = text.trim() !== "" || files.length > 0 || recording !== undefined;
  const next = openNewer ? "composer.newer" : may("conversation:write") ? "composer.reopen" : undefined;
  return (
    <Locked>
      {t("composer.closed")}{next && <> {t(next)}</>}{begun && <> {t("window.draft_kept")}</>}
      {openNewer && <> <button type="button" className="link" onClick={openNewer}>{t("composer.open_newer")}</button></>}
    </Locked>
  );
}

function Locked({ children }: { children: ReactNode }) {
  return <div className="composer locked"><p className="lk"><Icon name="lock" /><span>{children}</span></p></div>;
}

function Open({ conversationId, conversation, replyTo, onReplyDone }: Props) {
  const { outbox, recordings, begun: forms } = useSession();
  const begun = forms.of(conversationId);
  const now = useNow();
  const attachments = useAttachments(conversationId);
  const [picking, setPicking] = useState(false);
  const [recording, setRecording] = useState(() => recordings.get(conversationId) !== undefined);
  const [rich, setRich] = useState<Kind>();
  const beforeRecording = useFocusBack(recording, "[data-record]");
  const beforePicking = useFocusBack(picking, "[data-template-button]");
  useDraftSync(conversationId);
  const draft = useDraft(conversationId);
  const name = conversation ? shortName(nameOf(conversation)) : "";
  const window = conversation && windowOf(conversation.kapso, now);
  const closed = window?.state === "closed";
  const blocked = useBlocked(conversation);

  const send = (all: Outgoing[]) => {
    if (!conversation) return;
    for (const outgoing of all) outbox.send({ conversationId, phoneNumberId: conversation.phone_number_id, ...outgoing });
    onReplyDone();
  };
  if (conversation && blocked) return <Blocked conversation={conversation} draft={draft.trim() !== "" || attachments.items.length > 0 || recording} />;
  const dialog = conversation && rich && (
    <RichDialog
      kind={rich} conversation={conversation} replyTo={replyTo?.id} begun={begun} closed={closed}
      onClose={() => setRich(undefined)} onSent={() => { setRich(undefined); onReplyDone(); }}
    />
  );
  if (conversation && recording) { // also when the window closes meanwhile: nothing that was said is thrown away
    return (
      <Suspense fallback={<div className="composer-place" />}>
        <VoiceComposer
          conversationId={conversationId} name={name} onClose={() => setRecording(false)}
          onSend={(file, voice) => {
            setRecording(false);
            send(replyingTo([{ message: { type: "audio", audio: voice ? { voice: true } : {} }, file }], replyTo?.id));
          }}
        />
      </Suspense>
    );
  }
  if (conversation && (closed || picking)) {
    return (
      <>
        {dialog}
        <Templates
          conversation={conversation} name={name} begun={begun} never={closed && window.since === null} draft={draft.trim() !== ""}
          onClose={closed ? undefined : () => setPicking(false)}
          onSend={(message, file) => {
            begun.delete("template");
            send([{ message, file }]);
            setPicking(false);
          }}
        />
      </>
    );
  }
  return (
    <>
      {dialog}
      <WritingBox
        conversationId={conversationId} conversation={conversation} name={name} replyTo={replyTo} attachments={attachments}
        onReplyDone={onReplyDone} onSend={send} onTemplates={() => { beforePicking(); setPicking(true); }} onRich={setRich} onRecord={() => { beforeRecording(); setRecording(true); }}
      />
    </>
  );
}

type TemplatesProps = {
  conversation: Conversation;
  name: string;
  begun: Map<string, unknown>;
  never: boolean;
  /** Something is written already, and can't leave now. */
  draft: boolean;
  /** Missing when the window is closed: then there is nothing else to turn to. */
  onClose: (() => void) | undefined;
  onSend: (message: OutgoingMessage, file: Outgoing["file"]) => void;
};

function Templates({ conversation, name, begun, never, draft, onClose, onSend }: TemplatesProps) {
  const { t } = useComposerWords();
  return (
    <div className="composer picking" data-composer onKeyDown={(e) => e.key === "Escape" && onClose && (e.stopPropagation(), onClose())}>
      {onClose
        ? <div className="tp-head"><Icon name="template" /><b className="grow">{t("template.title")}</b><IconButton icon="x" small label={t("template.close")} onClick={onClose} /></div>
        : <p className="tp-head" role="status"><Icon name="clock" /><span className="grow"><b>{t(never ? "window.never" : "window.closed")}</b> <span className="muted">{t("window.closed_text", { name })}{draft && ` ${t("window.draft_kept")}`}</span></span></p>}
      <Suspense fallback={<PickerSkeleton />}>
        <TemplatePicker phoneNumberId={conversation.phone_number_id} name={name} begun={begun} focused={!!onClose} onSend={onSend} />
      </Suspense>
    </div>
  );
}

/** Gives the focus back when what stood in the composer's place is gone: to what had it, or to the button that leads there again. Gives what notes who has it. */
function useFocusBack(shown: boolean, button: string) {
  const had = useRef<Element>(null);
  const before = useRef(shown);
  useEffect(() => {
    if (before.current && !shown) {
      const there = had.current?.isConnected && had.current !== document.body ? had.current : document.querySelector(`[data-composer] ${button}`);
      focusBack(there);
    }
    before.current = shown;
  }, [shown, button]);
  return () => void (had.current = document.activeElement);
}

/** Brings the server's draft on opening and on coming back to the page, and leaves ours there on leaving. */
function useDraftSync(conversationId: string) {
  const { drafts } = useSession();
  useEffect(() => {
    const reading = new AbortController();
    const load = () => document.visibilityState === "visible" && void drafts.load(conversationId, reading.signal);
    const leave = () => void drafts.flush(conversationId, true);
    load();
    document.addEventListener("visibilitychange", load);
    addEventListener("pagehide", leave);
    return () => {
      reading.abort();
      document.removeEventListener("visibilitychange", load);
      removeEventListener("pagehide", leave);
      void drafts.flush(conversationId);
    };
  }, [conversationId, drafts]);
}
