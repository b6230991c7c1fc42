package sim

import (
	"bytes"
	_ "embed" // for the sticker and the clip
	"image"
	"image/color"
	"image/jpeg"
)

// sampleFile gives a small valid file for a media type, for a message that is
// sent without one.
func sampleFile(kind string) (name, mimeType string, data []byte) {
	switch kind {
	case "image":
		return "table-leg.jpg", "image/jpeg", sampleJPEG()
	case "video":
		return "clip.mp4", "video/mp4", sampleMP4
	case "audio", "voice":
		return "voice.ogg", "audio/ogg; codecs=opus", sampleOgg
	case "sticker":
		return "sticker.webp", "image/webp", sampleWebP
	}
	return "assembly-sheet.pdf", "application/pdf", samplePDF
}

func sampleJPEG() []byte {
	img := image.NewRGBA(image.Rect(0, 0, 320, 240))
	for y := range 240 {
		for x := range 320 {
			c := color.RGBA{214, 200, 178, 255}
			switch {
			case y > 90 && y < 120 && x > 40 && x < 280:
				c = color.RGBA{134, 84, 48, 255}
			case y >= 120 && y < 210 && (x > 60 && x < 78 || x > 242 && x < 260):
				c = color.RGBA{104, 62, 34, 255}
			case y >= 210:
				c = color.RGBA{186, 162, 130, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	var out bytes.Buffer
	if jpeg.Encode(&out, img, &jpeg.Options{Quality: 80}) != nil {
		return nil
	}
	return out.Bytes()
}

var samplePDF = []byte("%PDF-1.4\n" +
	"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" +
	"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n" +
	"4 0 obj<</Length 44>>stream\nBT /F1 18 Tf 20 100 Td (Assembly sheet) Tj ET\nendstream endobj\n" +
	"trailer<</Root 1 0 R>>\n%%EOF\n")

//go:embed sticker.webp
var sampleWebP []byte

//go:embed clip.mp4
var sampleMP4 []byte

// sampleOgg is an Ogg page with an Opus head.
var sampleOgg = append(
	[]byte("OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x13"),
	[]byte("OpusHead\x01\x01\x38\x01\x80\xbb\x00\x00\x00\x00\x00")...,
)
