import os
import tempfile
import unittest

from guest import sysfs


class SysfsTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def write(self, content: bytes) -> None:
        with open(os.path.join(self.folder, "file"), "wb") as file:
            file.write(content)

    def test_a_text_has_no_surrounding_white_space(self) -> None:
        self.write(b"ens4 ens5\n")
        self.assertEqual(sysfs.read(self.folder, "file"), "ens4 ens5")

    def test_a_file_that_cannot_be_read_is_none(self) -> None:
        for read in (sysfs.read, sysfs.read_word, sysfs.read_number):
            self.assertIsNone(read(self.folder, "missing"))
            self.assertIsNone(read(self.folder))

    def test_a_text_that_is_not_utf_8_is_read_all_the_same(self) -> None:
        self.write(b"a\xffb")
        self.assertEqual(sysfs.read(self.folder, "file"), "a\ufffdb")

    def test_a_word_is_the_first_one(self) -> None:
        self.write(b"active-backup 1\n")
        self.assertEqual(sysfs.read_word(self.folder, "file"), "active-backup")
        self.write(b"\n")
        self.assertIsNone(sysfs.read_word(self.folder, "file"))

    def test_a_number_may_be_negative(self) -> None:
        for content, number in ((b"100\n", 100), (b"-1\n", -1), (b"none\n", None), (b"\n", None)):
            self.write(content)
            self.assertEqual(sysfs.read_number(self.folder, "file"), number, content)
