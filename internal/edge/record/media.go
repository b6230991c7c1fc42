package record

import (
	"relevo/internal/ids"
	"relevo/internal/media"
)

// MediaRecord is a stored file as clients see it.
type MediaRecord struct {
	ID          ids.MediaID `json:"id" doc:"Our id; messages may name it in place of Meta's"`
	WhatsAppID  *string     `json:"whatsapp_media_id" doc:"Meta's id, when it has one"`
	URL         *string     `json:"url" doc:"Absolute, fetchable without a header; null until the bytes are here"`
	Kind        string      `json:"kind" enum:"image,video,audio,document,sticker"`
	ContentType string      `json:"content_type"`
	Filename    string      `json:"filename"`
	ByteSize    int64       `json:"byte_size"`
	SHA256      string      `json:"sha256" doc:"Hexadecimal"`
	Status      string      `json:"status" enum:"pending,ready,failed"`
	CreatedAt   string      `json:"created_at" format:"date-time"`
}

// Media makes the record of a file.
func Media(m media.Media, links Links) MediaRecord {
	r := MediaRecord{ID: m.ID, WhatsAppID: m.WhatsAppID, Kind: m.Kind, ContentType: m.ContentType, Filename: m.Filename,
		ByteSize: m.ByteSize, SHA256: m.SHA256, Status: m.Status, CreatedAt: instant(m.CreatedAt)}
	if m.Status == media.Ready {
		r.URL = orNull(links.Media(m.ID))
	}
	return r
}
