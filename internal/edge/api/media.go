package api

import (
	"context"
	"net/http"

	"relevo/internal/app"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"
	"relevo/internal/media"

	"github.com/danielgtaylor/huma/v2"
)

// uploadForm describes the form of an upload; record.ReadUpload reads it.
var uploadForm = &huma.Schema{
	Type: huma.TypeObject, Required: []string{"phone_number_id", "file"},
	Properties: map[string]*huma.Schema{
		"phone_number_id": {Type: huma.TypeString, Description: "Of the WhatsApp number, Meta's or ours"},
		"kind":            {Type: huma.TypeString, Description: "image, video, audio, document or sticker; follows from the type of the file when missing"},
		"filename":        {Type: huma.TypeString, Description: "In place of the file's own name"},
		"file":            {Type: huma.TypeString, Format: "binary", Description: "The last field"},
	},
}

func mountMedia(s *rest.Server, links record.Links) {
	rest.Mount(s, "POST /platform/v1/media", app.AddMedia,
		func(ctx context.Context, _ *nothing) (app.AddMediaIn, error) {
			return record.ReadUpload(rest.RequestOf(ctx))
		},
		func(m media.Media) *rest.Answer[record.MediaRecord] { return rest.OK(record.Media(m, links)) },
		rest.Status(http.StatusCreated), rest.Multipart(uploadForm), rest.BodyLimit(record.MaxUpload),
		rest.Summary("Upload a file that a message will carry"))
}
