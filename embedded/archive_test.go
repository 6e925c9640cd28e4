package embedded

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"os"
	"testing"
)

// archive packs a directory in the format of the download repository: a tar in xz in a zip.
func archive(t *testing.T, tree string) []byte {
	t.Helper()
	var tarred, jar bytes.Buffer
	tw := tar.NewWriter(&tarred)
	zw := zip.NewWriter(&jar)
	f, err := zw.Create("postgres.txz")
	if err := errors.Join(err, tw.AddFS(os.DirFS(tree)), tw.Close()); err != nil {
		t.Fatal(err)
	}
	_, err = f.Write(xz(tarred.Bytes()))
	if err := errors.Join(err, zw.Close()); err != nil {
		t.Fatal(err)
	}
	return jar.Bytes()
}

// xz wraps data in the xz format without compressing them.
func xz(data []byte) []byte {
	sum := func(b []byte) []byte { return binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(b)) }
	pad := func(b []byte) []byte { return append(b, make([]byte, (4-len(b)%4)%4)...) }
	size := len(data)
	check := sum(data)
	flags := []byte{0, 1} // check by CRC32

	out := append([]byte{0xfd, '7', 'z', 'X', 'Z', 0}, flags...)
	out = append(out, sum(flags)...)
	header := []byte{2, 0, 0x21, 1, 16, 0, 0, 0} // 12 bytes, one filter: LZMA2, dictionary of 1 MB
	block := append(header, sum(header)...)
	for kind := byte(1); len(data) > 0; kind = 2 { // uncompressed chunk; the first one resets the dictionary
		n := min(len(data), 1<<16)
		block = append(block, kind, byte((n-1)>>8), byte(n-1))
		block = append(block, data[:n]...)
		data = data[n:]
	}
	block = append(block, 0)
	unpadded := len(block) + len(check)
	out = append(append(out, pad(block)...), check...)

	index := binary.AppendUvarint([]byte{0, 1}, uint64(unpadded))
	index = pad(binary.AppendUvarint(index, uint64(size)))
	index = append(index, sum(index)...)
	out = append(out, index...)
	footer := append(binary.LittleEndian.AppendUint32(nil, uint32(len(index)/4-1)), flags...)
	out = append(append(out, sum(footer)...), footer...)
	return append(out, 'Y', 'Z')
}
