package egress

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// kept are the headers that follow a redirect to another origin. Everything
// else may be a credential, also under a name that we do not know: a customer
// can configure any header on a webhook.
var kept = map[string]bool{
	"Accept": true, "Accept-Encoding": true, "Accept-Language": true,
	"Content-Type": true, "Range": true, "User-Agent": true,
}

// redirectPolicy follows at most most redirects. The target of each is judged
// by the transport.
func redirectPolicy(most int) func(*http.Request, []*http.Request) error {
	return func(req *http.Request, via []*http.Request) error {
		if most == 0 {
			return http.ErrUseLastResponse
		}
		if len(via) > most {
			return refused(fmt.Sprintf("The target redirected more than %d times.", most), nil)
		}
		if leftOrigin(req, via) {
			for name := range req.Header {
				if !kept[name] {
					req.Header.Del(name)
				}
			}
		}
		return nil
	}
}

// leftOrigin reports whether any hop went to another scheme, host or port.
// One foreign hop is enough: whoever sent us back chose the new path.
func leftOrigin(req *http.Request, via []*http.Request) bool {
	first := origin(via[0].URL)
	for _, earlier := range via[1:] {
		if origin(earlier.URL) != first {
			return true
		}
	}
	return origin(req.URL) != first
}

func origin(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return u.Scheme + "://" + strings.ToLower(u.Hostname()) + ":" + port
}
