"""The lists that lie beside the reports of an archive: UTF-8 or, as Excel and Notepad write them, GB18030."""


def decode_list(data: bytes) -> str:
    """The text of a list, without a byte order mark.

    Raises:
        UnicodeDecodeError: the bytes are neither UTF-8 nor GB18030.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")
