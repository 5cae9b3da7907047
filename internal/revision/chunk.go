package revision

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// maxChunk is the largest chunk, in bytes, compressed; rawChunk is how much text is gathered
// before it is compressed.
const (
	maxChunk = 256 << 10
	rawChunk = 1 << 20
)

// pack writes values as lines of JSON and cuts them into compressed chunks.
func pack[T any](values []T) ([][]byte, error) {
	var chunks [][]byte
	var raw bytes.Buffer
	first := 0
	for i := range values {
		line, err := json.Marshal(values[i])
		if err != nil {
			return nil, fmt.Errorf("pack chunk: %w", err)
		}
		raw.Write(append(line, '\n'))
		if raw.Len() < rawChunk && i < len(values)-1 {
			continue
		}
		chunk := compress(raw.Bytes())
		if len(chunk) > maxChunk {
			if i == first {
				return nil, fmt.Errorf("pack chunk: one change has %d bytes compressed", len(chunk))
			}
			half := first + (i-first+1)/2
			for _, part := range [][]T{values[first:half], values[half : i+1]} {
				more, err := pack(part)
				if err != nil {
					return nil, err
				}
				chunks = append(chunks, more...)
			}
		} else {
			chunks = append(chunks, chunk)
		}
		raw.Reset()
		first = i + 1
	}
	return chunks, nil
}

// unpack reads what pack wrote into one chunk.
func unpack[T any](chunk []byte) ([]T, error) {
	r, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("unpack chunk: %w", err)
	}
	defer r.Close()
	raw, err := r.DecodeAll(chunk, nil)
	if err != nil {
		return nil, fmt.Errorf("unpack chunk: %w", err)
	}
	var values []T
	dec := json.NewDecoder(bytes.NewReader(raw))
	for dec.More() {
		var v T
		if err := dec.Decode(&v); err != nil {
			return nil, fmt.Errorf("unpack chunk: %w", err)
		}
		values = append(values, v)
	}
	return values, nil
}

func compress(raw []byte) []byte {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		panic(err) // the options are constants
	}
	defer w.Close()
	return w.EncodeAll(raw, nil)
}
