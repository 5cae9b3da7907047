package pages

import (
	"context"
	"errors"
	"fmt"

	"github.com/mingtian-portal/mingtian/internal/blob"
)

// Load returns a site whose imprint is site.json among the objects. A site without that object
// names nobody.
func Load(ctx context.Context, blobs blob.Store, opt Options) (*Site, error) {
	object, err := blobs.Get(ctx, SiteKey)
	if err != nil && !errors.Is(err, blob.ErrNotFound) {
		return nil, fmt.Errorf("read %s: %w", SiteKey, err)
	}
	if err == nil {
		if opt.Imprint, err = ParseImprint(object.Body); err != nil {
			return nil, err
		}
	}
	return New(opt)
}
