import { useTranslation } from "react-i18next";
import { Lightbox } from "@/ui/dialog";

/** A picture in full. */
export default function Viewer({ url, title, onClose }: { url: string; title: string; onClose: () => void }) {
  const { t } = useTranslation();
  return <Lightbox title={title} close={t("close")} onClose={onClose}><img src={url} alt={title} onClick={(e) => e.stopPropagation()} /></Lightbox>;
}
