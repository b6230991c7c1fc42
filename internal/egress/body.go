package egress

import (
	"fmt"
	"io"

	"relevo/internal/fault"
)

// ReadAll reads a body of at most most bytes; a longer one is a
// fault.TooLarge and nothing of it is returned.
func ReadAll(r io.Reader, most int64) ([]byte, error) {
	body, err := io.ReadAll(Cap(r, most))
	if err != nil {
		if fault.Is(err, fault.TooLarge) {
			return nil, err
		}
		return nil, fmt.Errorf("read body: %w", err)
	}
	return body, nil
}

// Cap gives a reader that fails with fault.TooLarge once more than most bytes
// came, where io.LimitReader would end quietly and pass a cut body for whole.
// The bytes are counted after decompression.
func Cap(r io.Reader, most int64) io.Reader {
	return &capped{r: r, left: most, most: most}
}

type capped struct {
	r          io.Reader
	left, most int64
}

// Read reads one byte beyond the limit to tell a full body from a long one.
func (c *capped) Read(p []byte) (int, error) {
	if c.left < 0 {
		return 0, c.tooLarge()
	}
	if int64(len(p)) > c.left+1 {
		p = p[:c.left+1]
	}
	n, err := c.r.Read(p)
	c.left -= int64(n)
	if c.left < 0 {
		return n - 1, c.tooLarge()
	}
	return n, err
}

func (c *capped) tooLarge() error {
	return fault.Newf(fault.TooLarge, fault.CodeTooLarge, "The answer is larger than %d bytes.", c.most).
		With("limit_bytes", c.most)
}
