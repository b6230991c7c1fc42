import { limits, type ButtonsForm } from "@/record/composed";
import { Button, IconButton } from "@/ui/button";
import { Around } from "./around";
import { Counted } from "./counted";
import { RichForm, type FieldsProps, type RichProps } from "./form";
import { ChoicePreview, PreviewButtons } from "./preview";
import { useComposerWords } from "../words";

export default function ButtonsDialog(props: RichProps) {
  return <RichForm {...props} kind="buttons" fields={(p) => <Fields {...p} />} preview={(form) => <Preview form={form} />} />;
}

function Preview({ form }: { form: ButtonsForm }) {
  const { t } = useComposerWords();
  return (
    <ChoicePreview {...form} empty={t("rich.body_here")}>
      <PreviewButtons icon="reply" labels={form.buttons.map((title, i) => title.trim() || t("rich.button", { place: i + 1 }))} />
    </ChoicePreview>
  );
}

function Fields({ form, problems, tried, change }: FieldsProps<ButtonsForm>) {
  const { t } = useComposerWords();
  const { buttons } = form;
  return (
    <Around form={form} problems={problems} tried={tried} most={limits.body} change={change}>
      {buttons.map((title, i) => (
        <div className="rich-line" key={i}>
          <Counted label={t("rich.button", { place: i + 1 })} value={title} most={limits.buttonTitle} wrong={problems[`buttons.${i}`]} tried={tried} onChange={(next) => change({ buttons: buttons.with(i, next) })} />
          {buttons.length > 1 && <IconButton icon="x" label={t("rich.remove_button", { place: i + 1 })} onClick={() => change({ buttons: buttons.toSpliced(i, 1) })} />}
        </div>
      ))}
      {buttons.length < limits.buttons
        ? <Button icon="plus" onClick={() => change({ buttons: [...buttons, ""] })}>{t("rich.add_button")}</Button>
        : <p className="muted">{t("rich.most_buttons", { count: limits.buttons })}</p>}
    </Around>
  );
}
