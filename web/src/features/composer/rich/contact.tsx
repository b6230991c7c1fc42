import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useId, useState } from "react";
import type { Conversation, Hit } from "@/api/client";
import { queries } from "@/live/queries";
import type { ContactForm } from "@/record/composed";
import { nameOf, tintKeyOf } from "@/record/names";
import { phoneDigits, phoneText } from "@/record/phone";
import { initialsOf, tintOf } from "@/record/tint";
import { Avatar } from "@/ui/avatar";
import { Field } from "@/ui/field";
import { RichForm, type FieldsProps, type RichProps } from "./form";
import { CardPreview } from "./preview";
import { useComposerWords } from "../words";

export default function ContactDialog(props: RichProps) {
  return <RichForm {...props} kind="contacts" fields={(p) => <Fields {...p} />} preview={(form) => <Preview form={form} />} />;
}

function Preview({ form }: { form: ContactForm }) {
  const { t } = useComposerWords();
  return <CardPreview icon="contact" title={form.name.trim() || t("kind.contacts")} lines={[phoneText(form.phone.trim())]} />;
}

function Fields({ form, problems, tried, change }: FieldsProps<ContactForm>) {
  const { t } = useComposerWords();
  const wrong = (field: "name" | "phone") => problems[field] && tried ? t(`rich.wrong.${problems[field].rule}`) : undefined;
  return (
    <>
      <Find onPick={(person) => change({ name: nameOf(person), phone: `+${phoneDigits(person.phone_number ?? "")}`, whatsapp: phoneDigits(person.phone_number ?? "") })} />
      <Field label={t("rich.name")} autoComplete="off" dir="auto" value={form.name} error={wrong("name")} onChange={(e) => change({ name: e.target.value })} />
      <Field label={t("start.phone")} type="tel" autoComplete="off" dir="ltr" hint={t("start.phone_hint")} value={form.phone} error={wrong("phone")} onChange={(e) => change({ phone: e.target.value, whatsapp: phoneDigits(e.target.value) === form.whatsapp ? form.whatsapp : undefined })} />
    </>
  );
}

/** People who wrote or were written to, found by name or phone number. */
function Find({ onPick }: { onPick: (person: Conversation) => void }) {
  const { t } = useComposerWords();
  const id = useId();
  const [typed, setTyped] = useState("");
  const looked = useDeferredValue(typed.trim());
  const { data, isPending, isError } = useInfiniteQuery({ ...queries.search(looked, "conversation"), enabled: looked.length > 1, placeholderData: keepPreviousData });
  const people = looked.length > 1 ? peopleIn(data?.pages.flatMap((page) => page.data) ?? []) : [];
  const pick = (person: Conversation) => {
    setTyped("");
    onPick(person);
  };
  return (
    <div>
      <Field label={t("rich.find")} type="search" autoFocus autoComplete="off" dir="auto" aria-controls={id} value={typed} onChange={(e) => setTyped(e.target.value)} onKeyDown={(e) => e.key === "Enter" && (e.preventDefault(), people[0] && pick(people[0]))} />
      <ul className="rich-found" id={id} aria-label={t("rich.found")}>
        {people.map((person) => (
          <li key={person.id}>
            <button type="button" className="mi" onClick={() => pick(person)}>
              <Avatar initials={initialsOf(nameOf(person))} tint={tintOf(tintKeyOf(person))} size={28} />
              <span className="grow trunc" dir="auto">{nameOf(person)}</span><bdi className="num muted" dir="ltr">{phoneText(person.phone_number)}</bdi>
            </button>
          </li>
        ))}
      </ul>
      {looked.length > 1 && people.length === 0 && !isPending && <p className="muted rich-none" role="status">{t(isError ? "error.unreachable" : "rich.none_found")}</p>}
    </div>
  );
}

/** Each person once; who has no phone number can't be sent as a contact. */
function peopleIn(hits: readonly Hit[]): Conversation[] {
  const seen = new Set<string>();
  return hits.flatMap(({ conversation }) => {
    const digits = phoneDigits(conversation.phone_number ?? "");
    if (!digits || seen.has(digits)) return [];
    seen.add(digits);
    return [conversation];
  });
}
