"""Old Word, WPS, RTF and OpenDocument, through LibreOffice."""
