package client

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"strconv"
)

// A File is what a player attaches.
type File struct {
	Name string
	Data []byte
}

// files go beside the JSON of a request, which names them by their numbers.
type files []File

func (f *files) add(x File) (number string) {
	*f = append(*f, x)
	return strconv.Itoa(len(*f) - 1)
}

// withFiles is a request's body with files, and its kind, as browsers send it.
func withFiles(payload []byte, list files) (kind string, body []byte, err error) {
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	err = w.WriteField("payload_json", string(payload))
	for i, f := range list {
		if err != nil {
			break
		}
		part, failed := w.CreateFormFile(fmt.Sprintf("files[%d]", i), f.Name)
		if err = failed; err == nil {
			_, err = part.Write(f.Data)
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return "", nil, fmt.Errorf("client: files: %w", err)
	}
	return w.FormDataContentType(), out.Bytes(), nil
}
