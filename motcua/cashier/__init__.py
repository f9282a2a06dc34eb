"""The money desk: receipts of money, the books they are numbered in, the cash count, bank statements and VietQR."""
