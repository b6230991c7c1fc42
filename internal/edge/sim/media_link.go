package sim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

const (
	linkTimeout = 30 * time.Second // real time, for one download
	linkCached  = 10 * time.Minute // by exact URL (Cloud API reference, media caching)
)

// fetchLink downloads the media that a message links to, in the background,
// and lets the message go on or fail with 131053.
func (s *Simulator) fetchLink(wamid string) {
	s.running.Go(func() {
		var link, kind string
		s.view(func(time.Time) {
			if m := s.state.messages.get(wamid); m != nil {
				link, kind = parsed(m.Payload).str("link"), m.Type
			}
		})
		item, failure := s.download(link, kind)
		s.update(func(t *tx) { t.linkFetched(wamid, item, failure) })
	})
}

func (t *tx) linkFetched(wamid string, item *mediaItem, failure string) {
	m := t.state.messages.get(wamid)
	if m == nil {
		return
	}
	if failure != "" {
		t.schedule(failedAfter, taskFailed, m.ID, outcome{Code: 131053, Details: failure})
		return
	}
	m.Media = item.ID
	t.saveMessage(m)
	t.schedule(sentAfter, taskSent, m.ID, nil)
}

// download gives the file behind a link, or the details text of the failure.
func (s *Simulator) download(link, kind string) (*mediaItem, string) {
	if item := s.cachedLink(link); item != nil {
		return item, ""
	}
	ctx, cancel := context.WithTimeout(context.Background(), linkTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, link, nil)
	if err != nil {
		return nil, "Downloading media from weblink failed: the URL is not valid"
	}
	req.Header.Set("User-Agent", "WhatsApp/2")
	resp, err := s.http.Do(req)
	if err != nil {
		return nil, "Downloading media from weblink failed: the host did not answer"
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Sprintf("Downloading media from weblink failed with http code %d, status message %s", resp.StatusCode, http.StatusText(resp.StatusCode))
	}
	return s.keepDownload(resp.Body, link, kind, resp.Header.Get("Content-Type"))
}

func (s *Simulator) keepDownload(body io.Reader, link, kind, mimeType string) (*mediaItem, string) {
	limits, known := kindOfType(mimeType)
	if !known || !mediaFits(kind, mimeType) {
		return nil, fmt.Sprintf("Unsupported %s mime type %s", kind, bareType(mimeType))
	}
	item, err := s.storeMedia(body, mediaItem{Type: mimeType, Name: link}, limits.limit, uploadedLives)
	if errors.Is(err, errTooLarge) {
		return nil, fmt.Sprintf("The file is too large: %s files have at most %s", limits.name, sizeText(limits.limit))
	}
	if err != nil {
		return nil, "Downloading media from weblink failed: the download broke off"
	}
	return item, ""
}

// cachedLink finds a download of the same URL from the last ten minutes.
func (s *Simulator) cachedLink(link string) (found *mediaItem) {
	s.view(func(now time.Time) {
		for _, item := range s.state.media.rows {
			if item.Name == link && item.alive(now) && now.Sub(item.CreatedAt) < linkCached {
				found = item
			}
		}
	})
	return found
}
