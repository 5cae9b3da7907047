// Package vault has AWS KMS decrypt the secret of the bookings, so that the secret stands nowhere
// but in the processes that use it. Why it does so: infra/decisions/0019-aws-kms.md.
package vault

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kms"

	"github.com/mingtian-portal/mingtian/functions/internal/diary"
)

// contextName and contextValue are the encryption context under which the secret was encrypted:
// another ciphertext of the same key does not pass for it, and the function's role may decrypt
// nothing else. infra/deploy.md makes the ciphertext with it.
const (
	contextName  = "mingtian"
	contextValue = "booking"
)

// unsealFor is how long KMS may take, all attempts together: a function has ten seconds to start.
const unsealFor = 5 * time.Second

// Decrypter is what is asked of KMS; *kms.Client is one.
type Decrypter interface {
	Decrypt(context.Context, *kms.DecryptInput, ...func(*kms.Options)) (*kms.DecryptOutput, error)
}

// Unseal has KMS decrypt the secret of the bookings. Its error names the setting that the
// ciphertext stands in, and shows neither.
func Unseal(ctx context.Context, client Decrypter, sealed []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, unsealFor)
	defer cancel()
	out, err := client.Decrypt(ctx, &kms.DecryptInput{
		CiphertextBlob: sealed, EncryptionContext: map[string]string{contextName: contextValue},
	})
	if err != nil {
		return nil, fmt.Errorf("MINGTIAN_BOOKING_KEY: ask KMS to decrypt it: %w", err)
	}
	if len(out.Plaintext) != diary.SecretBytes {
		return nil, fmt.Errorf("MINGTIAN_BOOKING_KEY: KMS made %d bytes of it, not %d",
			len(out.Plaintext), diary.SecretBytes)
	}
	return out.Plaintext, nil
}
